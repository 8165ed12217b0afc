/** Connections of handlers out of process, and the circuit before them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@flotilla/time'
import { CircuitBreaker, CircuitState } from './circuit-breaker.ts'
import { connectionOf } from './connection.ts'

function faults(connection: unknown): string[] {
  const found: string[] = []
  connectionOf(connection, 'ns', 'c', (path, message) => found.push(`${path}: ${message}`))
  return found
}

const address = 'adapter:8080'
const token = { tokenPath: '/t', authHeader: 'BEARER' }
const ACCEPTED: readonly [string, unknown][] = [
  ['an address', { address }],
  ['an IPv6 address', { address: '[::1]:80' }],
  ['a socket', { address: 'unix:/tmp/adapter.sock' }],
  ['a deadline', { address, timeout: '250ms' }],
  ['TLS with a token', { address, authentication: { tls: token } }],
  [
    'both spellings',
    { address, authentication: { tls: { token_path: '/t', custom_header: 'X-Key' } } },
  ],
  [
    'OAuth',
    {
      address,
      authentication: {
        tls: {
          oauth: { clientId: 'a', clientSecret: '/s', tokenUrl: 'https://o/token', scopes: ['x'] },
          authHeader: 'PLAIN',
        },
      },
    },
  ],
  ['the mesh certificate', { address, authentication: { mutual: {} } }],
]
for (const [name, connection] of ACCEPTED)
  test(`connection: ${name}`, () => assert.deepEqual(faults(connection), []))

const REFUSED: readonly [string, unknown, RegExp][] = [
  ['no address', {}, /^c\.address: is required/],
  ['no port', { address: 'adapter' }, /^c\.address: is not host:port/],
  ['a bad deadline', { address, timeout: 'soon' }, /^c\.timeout/],
  ['an endless deadline', { address, timeout: '1h' }, /^c\.timeout: must be a duration above 0s/],
  ['an unknown field', { address, retries: 1 }, /^c\.retries: unknown field/],
  ['two ways', { address, authentication: { tls: token, mutual: {} } }, /exclude each other/],
  ['no way', { address, authentication: {} }, /needs tls or mutual/],
  [
    'no token',
    { address, authentication: { tls: { authHeader: 'PLAIN' } } },
    /needs tokenPath or oauth/,
  ],
  ['no header', { address, authentication: { tls: { tokenPath: '/t' } } }, /needs authHeader/],
  [
    'two headers',
    { address, authentication: { tls: { ...token, customHeader: 'x' } } },
    /needs authHeader .* one of them/,
  ],
  [
    'a key without certificate',
    { address, authentication: { mutual: { privateKey: '/k' } } },
    /go together/,
  ],
  [
    'OAuth without its parts',
    { address, authentication: { tls: { oauth: {}, authHeader: 'PLAIN' } } },
    /oauth\.clientId: is required/,
  ],
]
for (const [name, connection, reason] of REFUSED)
  test(`connection refused: ${name}`, () => assert.match(faults(connection).join('\n'), reason))

test('a circuit opens after five failures in a row, lets one call pass, and closes on its success', () => {
  const clock = new FakeClock()
  const circuit = new CircuitBreaker(clock, () => 1)
  for (let i = 0; i < 4; i++) circuit.failed()
  circuit.succeeded()
  for (let i = 0; i < 4; i++) circuit.failed()
  assert.equal(circuit.state, CircuitState.closed)
  circuit.failed()
  assert.equal(circuit.state, CircuitState.open)
  assert.equal(circuit.mayCall(), false)
  clock.advance(499)
  assert.equal(circuit.mayCall(), false)
  clock.advance(1)
  assert.equal(circuit.mayCall(), true)
  assert.equal(circuit.mayCall(), false, 'one call at a time')
  circuit.failed()
  clock.advance(999)
  assert.equal(circuit.mayCall(), false, 'the wait has doubled')
  clock.advance(1)
  assert.equal(circuit.mayCall(), true)
  circuit.succeeded()
  assert.equal(circuit.state, CircuitState.closed)
  assert.equal(circuit.opened, 2)
  assert.match(circuit.refusal('it').message, /^it failed 0 times in a row/)
})

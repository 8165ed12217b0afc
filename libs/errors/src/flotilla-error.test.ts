/** The error base class and its status mappings. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CODES, codeOf, FlotillaError, grpcStatusOf, httpStatusOf, systemCodeOf } from './index.ts'

test('an error carries its code, message and cause', () => {
  const cause = new Error('below')
  const error = new FlotillaError('FLT_PORT_IN_USE', 'port 80 is taken', { cause })
  assert.equal(codeOf(error), 'FLT_PORT_IN_USE')
  assert.equal(error.cause, cause)
  assert.equal(error.retryable, false)
  assert.equal(httpStatusOf(error), 500)
  assert.equal(grpcStatusOf(error), 6)
})

test('a foreign error maps to internal statuses', () => {
  assert.equal(codeOf(new Error('x')), null)
  assert.equal(httpStatusOf('x'), 500)
  assert.equal(grpcStatusOf(null), 2)
  assert.equal(systemCodeOf(Object.assign(new Error('x'), { code: 'EADDRINUSE' })), 'EADDRINUSE')
})

test('docs/errors.md lists exactly the codes of the table, with their statuses', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `(FLT_[A-Z0-9_]+)` \| (\d+) \| (\d+) \| (.+) \|$/gm)]
  const documented = rows.map((r) => [r[1], Number(r[2]), Number(r[3]), r[4]])
  const table = Object.entries(CODES).map(([code, i]) => [code, i.http, i.grpc, i.means])
  assert.deepEqual(documented, table)
})

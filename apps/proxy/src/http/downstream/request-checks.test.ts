/** What is left of a request's target, and what refuses it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EscapedSlashes } from '@flotilla/uri'
import { type ManagerConfig, PortStripping } from '../manager-config.ts'
import { managerConfig } from '../testing/manager-config.ts'
import { checkTarget } from './request-checks.ts'

const LOCAL_PORT = 8080

test('ports that are stripped from the authority', () => {
  const { Any, Matching } = PortStripping
  const cases: readonly (readonly [PortStripping, string, string])[] = [
    [Any, 'a:1', 'a'],
    [Any, '[::1]:1', '[::1]'],
    [Any, 'a:', 'a:'],
    [Any, 'a:http', 'a:http'],
    [Matching, 'a:8080', 'a'],
    [Matching, 'a:8081', 'a:8081'],
  ]
  for (const [portStripping, host, expected] of cases) {
    const check = checkTarget(
      'HTTP/1.1',
      'GET',
      '/',
      host,
      managerConfig({ portStripping }),
      LOCAL_PORT,
    )
    assert.equal(check.kind === 'ok' ? check.target.authority : '', expected, host)
  }
  const config = managerConfig({ portStripping: Any })
  const connect = checkTarget('HTTP/1.1', 'CONNECT', 'a:443', 'a:443', config, LOCAL_PORT)
  assert.equal(connect.kind === 'ok' ? connect.target.authority : '', 'a:443')
})

test('a refused path is told as far as it was normalized', () => {
  const config: ManagerConfig = managerConfig({
    pathOptions: {
      isNormalized: true,
      mergesSlashes: true,
      escapedSlashes: EscapedSlashes.Reject,
    },
  })
  const check = checkTarget('HTTP/1.1', 'GET', 'http://b//a%2F..?x', 'a', config, LOCAL_PORT)
  assert.ok(check.kind === 'reply')
  assert.deepEqual(check.target, { path: '//a/..?x', authority: 'b', scheme: 'http' })
})

/** Flags of mixer. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseConfig } from './config.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

test('without flags mixer takes its configuration from galley on the usual ports', () => {
  const config = parseConfig([])
  assert.deepEqual(config.source, { kind: 'mcp', target: '127.0.0.1:9901' })
  assert.deepEqual(
    [config.grpcAddress, config.prometheusAddress, config.monitoringAddress, config.plainAddress],
    ['127.0.0.1:15004', '127.0.0.1:42422', '127.0.0.1:15014', null],
  )
})

test('a folder is made absolute', () => {
  const { source } = parseConfig(['--config', 'fs:./mesh'])
  assert.ok(source.kind === 'fs' && source.directory.startsWith('/'))
})

test('proxies are told what they may decide, unless it is switched off', () => {
  assert.equal(parseConfig([]).offersBundles, true)
  assert.equal(parseConfig(['--edge-bundles=off']).offersBundles, false)
})

const WRONG: readonly (readonly [string, readonly string[]])[] = [
  ['a source of another kind', ['--config', 'http://x']],
  ['a target without port', ['--config', 'mcp:galley']],
  ['a port out of range', ['--grpc-port', '70000']],
  ['a bound of nothing', ['--max-requests', '0']],
  ['a switch that is neither on nor off', ['--edge-bundles', 'maybe']],
  ['an unknown flag', ['--nope']],
]
for (const [name, flags] of WRONG) {
  test(`${name} ends with code 2`, () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...flags], { encoding: 'utf8' })
    assert.equal(status, 2)
    assert.match(stderr, /error:/)
  })
}

test('help shows an example', () => {
  const { status, stdout } = spawnSync(process.execPath, [MAIN, '--help'], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.match(stdout, /Examples:/)
})

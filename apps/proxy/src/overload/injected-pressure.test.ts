/** Pressures out of a file, and the points where load is shed by them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { OverloadManager as OverloadMessage } from '@flotilla/proto'
import { systemClock } from '@flotilla/time'
import { Violations } from '../compile/violations.ts'
import { injectedPressure } from './injected-pressure.ts'
import { compileOverload } from './overload-config.ts'
import { OverloadManager } from './overload-manager.ts'
import { OverloadState } from './overload-state.ts'

const MONITOR = 'envoy.resource_monitors.injected_resource'

test('what is written into the file sheds load at the points that it triggers', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pressure-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const filename = join(folder, 'pressure')
  const trigger = { name: MONITOR, threshold: { value: 0.9 } }
  const parsed = OverloadMessage.fromJson({
    resource_monitors: [
      {
        name: MONITOR,
        typed_config: {
          '@type':
            'type.googleapis.com/envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig',
          filename,
        },
      },
    ],
    loadshed_points: [
      { name: 'envoy.load_shed_points.tcp_listener_accept', triggers: [trigger] },
      {
        name: 'envoy.load_shed_points.http_connection_manager_decode_headers',
        triggers: [trigger],
      },
    ],
  })
  assert.ok(parsed.kind === 'ok')
  const at = new Violations()
  const spec = compileOverload(parsed.message, null, null, at, at)
  assert.deepEqual(at.all, [])
  assert.ok(spec !== null)
  const state = new OverloadState()
  const manager = new OverloadManager(spec, state, {
    clock: systemClock,
    rssBytes: () => 0,
    connections: () => 0,
    collectGarbage: () => undefined,
  })
  const seen = (): unknown => {
    manager.refresh()
    return [state.stopsRequests, state.rejectedShare]
  }
  assert.deepEqual(seen(), [false, 0], 'no file')
  writeFileSync(filename, '0.95\n')
  assert.deepEqual(seen(), [true, 1])
  writeFileSync(filename, 'much')
  assert.deepEqual(seen(), [true, 1], 'what cannot be read changes nothing')
  writeFileSync(filename, '0.1')
  assert.deepEqual(seen(), [false, 0])
  assert.equal(injectedPressure(filename), 0.1)
})

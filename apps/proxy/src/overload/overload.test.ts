/** Shedding load: what is refused at load, how pressures become actions, and what clients see. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { type JsonValue, OverloadManager as OverloadMessage } from '@flotilla/proto'
import { FakeClock } from '@flotilla/time'
import { parseBootstrap } from '../bootstrap/read-bootstrap.ts'
import { Violations } from '../compile/violations.ts'
import { Admission } from '../listener/admission.ts'
import { ListenerStats } from '../listener/listener-stats.ts'
import { statsOf } from '../telemetry/stats-groups.ts'
import { cluster, httpFilter, listener, startProxy } from '../testing/running-proxy.ts'
import { get, httpApp } from '../testing/servers.ts'
import { collectGarbage } from './collect-garbage.ts'
import { LagMeter } from './lag-meter.ts'
import { compileOverload, type OverloadSpec } from './overload-config.ts'
import { OverloadManager } from './overload-manager.ts'
import { OverloadState } from './overload-state.ts'

const MONITORS = 'type.googleapis.com/envoy.extensions.resource_monitors'
const HEAP = 'envoy.resource_monitors.fixed_heap'
const GLOBAL = 'envoy.resource_monitors.global_downstream_max_connections'

const heap = (bytes: number): object => ({
  name: HEAP,
  typed_config: {
    '@type': `${MONITORS}.fixed_heap.v3.FixedHeapConfig`,
    max_heap_size_bytes: bytes,
  },
})
const global = (most: number): object => ({
  name: GLOBAL,
  typed_config: {
    '@type': `${MONITORS}.downstream_connections.v3.DownstreamConnectionsConfig`,
    max_active_downstream_connections: most,
  },
})
const action = (kind: string, ...triggers: object[]): object => ({
  name: `envoy.overload_actions.${kind}`,
  triggers,
})
const at = (value: number, name = HEAP): object => ({ name, threshold: { value } })
const scaled = (from: number, to: number, name = HEAP): object => ({
  name,
  scaled: { scaling_threshold: from, saturation_threshold: to },
})

function compile(
  config: object | null,
  own: JsonValue = null,
): { spec: OverloadSpec | null; faults: string[] } {
  const parsed = OverloadMessage.fromJson(config ?? {})
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
  const violations = new Violations()
  const spec = compileOverload(
    config === null ? null : parsed.message,
    null,
    own,
    violations.at('overload_manager'),
    violations.at('own'),
  )
  return { spec, faults: violations.all.map(({ path, message }) => `${path}: ${message}`) }
}

test('nothing configured is nothing watched', () =>
  assert.deepEqual(compile(null), { spec: null, faults: [] }))

const WRONG: readonly (readonly [string, object | null, JsonValue, RegExp])[] = [
  [
    'no bound',
    { resource_monitors: [heap(0)] },
    null,
    /resource_monitors\[0\]\.typed_config\.max_heap_size_bytes: must be greater than 0/,
  ],
  [
    'no connections',
    { resource_monitors: [global(0)] },
    null,
    /max_active_downstream_connections: must be greater/,
  ],
  [
    'a monitor without type',
    { resource_monitors: [{ name: 'x' }] },
    null,
    /typed_config: this resource monitor is not implemented/,
  ],
  [
    'a monitor twice',
    { resource_monitors: [heap(1), heap(2)] },
    null,
    /resource_monitors\[1\]\.name: .* is used twice/,
  ],
  [
    'an unknown action',
    { actions: [action('reduce_timeouts', at(1))] },
    null,
    /actions\[0\]\.name: the action .* is not implemented/,
  ],
  [
    'an action twice',
    {
      resource_monitors: [heap(1)],
      actions: [action('shrink_heap', at(1)), action('shrink_heap', at(1))],
    },
    null,
    /actions\[1\]\.name: .* is used twice/,
  ],
  [
    'an action without trigger',
    { actions: [action('shrink_heap')] },
    null,
    /triggers: must not be empty/,
  ],
  [
    'an unknown resource',
    { actions: [action('shrink_heap', at(1))] },
    null,
    /triggers\[0\]\.name: .* is no resource monitor/,
  ],
  [
    'the global bound as a trigger',
    { resource_monitors: [global(1)], actions: [action('shrink_heap', at(1, GLOBAL))] },
    null,
    /triggers\[0\]\.name/,
  ],
  [
    'a trigger without value',
    { resource_monitors: [heap(1)], actions: [action('shrink_heap', { name: HEAP })] },
    null,
    /must have a threshold/,
  ],
  [
    'a threshold above 1',
    { resource_monitors: [heap(1)], actions: [action('shrink_heap', at(2))] },
    null,
    /threshold\.value: must be between/,
  ],
  [
    'thresholds the wrong way round',
    { resource_monitors: [heap(1)], actions: [action('shrink_heap', scaled(0.9, 0.5))] },
    null,
    /must be less than saturation_threshold/,
  ],
  [
    'a refresh without time',
    { refresh_interval: '0s' },
    null,
    /refresh_interval: must be at least/,
  ],
  ['own monitors that are no object', null, [], /own: must be an object/],
  ['an unknown own monitor', null, { cpu: 1 }, /own\.cpu: unknown field/],
  [
    'an own bound of nothing',
    null,
    { rssBytes: 0 },
    /own\.rssBytes: must be a number greater than 0/,
  ],
  ['own actions that are no list', null, { actions: 1 }, /own\.actions: must be a list/],
  [
    'an own action that is none',
    null,
    { actions: [{ nope: 1 }] },
    /own\.actions\[0\]\.nope: unknown field/,
  ],
]
for (const [name, config, own, reason] of WRONG) {
  test(`${name} is refused by path`, () => {
    const { faults } = compile(config, own)
    assert.equal(faults.length, 1, faults.join('\n'))
    assert.match(faults[0] ?? '', reason)
  })
}

function manager(config: object | null, own: JsonValue = null) {
  const { spec, faults } = compile(config, own)
  assert.deepEqual(faults, [])
  assert.ok(spec !== null)
  const clock = new FakeClock()
  const state = new OverloadState()
  const machine = { rss: 0, connections: 0, collections: 0 }
  const made = new OverloadManager(spec, state, {
    clock,
    rssBytes: () => machine.rss,
    connections: () => machine.connections,
    collectGarbage: () => machine.collections++,
  })
  made.start()
  const stats = () =>
    Object.fromEntries(
      [...statsOf(made.stats())].flatMap((stat) =>
        'value' in stat ? [[stat.name.replace('overload.envoy.', ''), stat.value]] : [],
      ),
    )
  return { clock, state, machine, made, stats }
}

test('actions follow the pressure, at the interval', () => {
  const { clock, state, machine, made, stats } = manager({
    refresh_interval: '0.25s',
    resource_monitors: [heap(1000)],
    actions: [
      action('stop_accepting_requests', at(0.95)),
      action('disable_http_keepalive', at(0.8)),
      action('reject_incoming_connections', scaled(0.5, 0.9)),
      action('shrink_heap', at(0.9)),
    ],
  })
  machine.rss = 960
  assert.equal(state.stopsRequests, false, 'not before it was read')
  clock.advance(250)
  assert.deepEqual(
    [state.stopsRequests, state.disablesKeepalive, state.rejectedShare, machine.collections],
    [true, true, 1, 1],
  )
  machine.rss = 700
  clock.advance(250)
  assert.deepEqual([state.stopsRequests, state.disablesKeepalive], [false, false])
  assert.ok(Math.abs(state.rejectedShare - 0.5) < 1e-9)
  assert.deepEqual(stats(), {
    'resource_monitors.fixed_heap.pressure': 70,
    'resource_monitors.fixed_heap.failed_updates': 0,
    'resource_monitors.fixed_heap.skipped_updates': 0,
    'overload_actions.stop_accepting_requests.active': 0,
    'overload_actions.stop_accepting_requests.scale_percent': 0,
    'overload_actions.disable_http_keepalive.active': 0,
    'overload_actions.disable_http_keepalive.scale_percent': 0,
    'overload_actions.reject_incoming_connections.active': 0,
    'overload_actions.reject_incoming_connections.scale_percent': 50,
    'overload_actions.shrink_heap.active': 0,
    'overload_actions.shrink_heap.scale_percent': 0,
  })
  made.close()
  assert.equal(clock.pending, 0)
})

test('own monitors trigger actions too, and the strongest trigger counts', () => {
  const { clock, state, machine, made } = manager(null, {
    rssBytes: 1000,
    connections: 10,
    actions: [
      action('stop_accepting_connections', at(1, 'flotilla.rss'), at(0.5, 'flotilla.connections')),
    ] as unknown as JsonValue, // literals
  })
  let resumed = 0
  state.onResume = () => resumed++
  machine.connections = 5
  clock.advance(1_000)
  assert.equal(state.stopsConnections, true)
  machine.connections = 4
  clock.advance(1_000)
  assert.deepEqual([state.stopsConnections, resumed], [false, 1])
  made.close()
})

test('the meter tells the worst lateness since it was read', () => {
  let nowMs = 0
  let fire: () => void = () => undefined
  const clock = {
    nowMs: () => nowMs,
    wallMs: () => nowMs,
    after: (_: number, callback: () => void) => {
      fire = callback
      return { cancel: () => undefined }
    },
  }
  const meter = new LagMeter(clock)
  meter.start()
  nowMs = 170
  fire()
  nowMs = 220
  fire()
  assert.equal(meter.take(), 120)
  assert.equal(meter.take(), 0)
  nowMs = 300
  assert.equal(meter.take(), 30, 'also while the timer is still late')
  meter.close()
})

test('garbage can be collected on demand', () => assert.doesNotThrow(collectGarbage))

test('connections wait while accepting is stopped, up to a bound', () => {
  const state = new OverloadState()
  const stats = new ListenerStats()
  const entered: number[] = []
  let resets = 0
  const admission = new Admission(
    state,
    () => 0.5,
    () => 1,
  )
  const socket = (destroyed = false) =>
    ({ destroyed, destroy: () => undefined, resetAndDestroy: () => resets++ }) as unknown as Socket // what it uses of one
  state.stopsConnections = true
  for (let i = 0; i < 513; i++) admission.admit(socket(i === 1), stats, () => entered.push(i))
  assert.deepEqual([entered.length, resets, stats.downstreamCxOverloadReject], [0, 1, 1])
  state.stopsConnections = false
  state.onResume()
  assert.equal(entered.length, 511, 'one had gone')
  state.rejectedShare = 0.6
  admission.admit(socket(), stats, () => assert.fail('half is rejected'))
  state.rejectedShare = 0.4
  admission.admit(socket(), stats, () => entered.push(-1))
  assert.equal(entered.at(-1), -1)
})

test('clients are answered with 503 and leave while memory is short', async (t) => {
  const app = await httpApp('app')
  const proxy = await startProxy({
    clusters: [cluster('app', [app.port])],
    listeners: [listener('l', [{ filters: [httpFilter('app')] }])],
    overload: {
      refresh_interval: '0.02s',
      resource_monitors: [heap(1000)],
      actions: [
        action('stop_accepting_requests', at(0.95)),
        action('disable_http_keepalive', at(0.9)),
      ],
    },
  })
  t.after(async () => {
    await proxy.stop()
    await app.close()
  })
  const call = () => get(proxy.port('l'), '/', { connection: 'keep-alive' })
  let reply = await call()
  while (reply.status === 200) reply = await call()
  assert.deepEqual([reply.status, reply.body], [503, 'envoy overloaded'])
  assert.equal(reply.headers.connection, 'close')
  const stats = await proxy.get('/stats?filter=overload&usedonly')
  assert.match(stats, /^http\.test\.downstream_rq_overload_close: [1-9]/m)
  assert.match(stats, /^http\.test\.downstream_cx_overload_disable_keepalive: [1-9]/m)
  assert.match(stats, /^overload\.envoy\.overload_actions\.stop_accepting_requests\.active: 1$/m)
})

test('the bound on connections may be a runtime key, nested or not', async () => {
  const bound = async (layer: object): Promise<number | null | undefined> => {
    const layers = [{ name: 'static', static_layer: layer }]
    const text = JSON.stringify({ layered_runtime: { layers } })
    return (await parseBootstrap('b.json', text)).config.overload?.maxConnections
  }
  assert.equal(await bound({ 'overload.global_downstream_max_connections': 7 }), 7)
  assert.equal(await bound({ overload: { global_downstream_max_connections: '8' } }), 8)
  assert.equal(await bound({ re2: { max_program_size: { error_level: 1 } } }), undefined)
  await assert.rejects(
    bound({ overload: { global_downstream_max_connections: -1 } }),
    /whole number/,
  )
  await assert.rejects(
    bound({ upstream: { use_retry: 1 } }),
    /upstream\.use_retry: this runtime key/,
  )
})

test('connections beyond the global bound are closed', async (t) => {
  const proxy = await startProxy({
    clusters: [cluster('app', [1])],
    listeners: [
      listener('a', [{ filters: [httpFilter('app')] }]),
      listener('b', [{ filters: [httpFilter('app')] }]),
    ],
    overload: { resource_monitors: [global(2)] },
  })
  t.after(() => proxy.stop())
  const sockets = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const socket = connect(proxy.port(name), '127.0.0.1')
      await once(socket, 'connect')
      return socket
    }),
  )
  // Both are counted once the proxy answers after them.
  while (
    !/_active: 1$/m.test(await proxy.get('/stats?filter=listener.*b?downstream_cx_active&usedonly'))
  );
  const third = connect(proxy.port('a'), '127.0.0.1')
  await once(third.resume(), 'close')
  assert.match(await proxy.get('/stats?filter=global_cx_overflow'), /: 1$/m)
  for (const socket of sockets) socket.destroy()
})

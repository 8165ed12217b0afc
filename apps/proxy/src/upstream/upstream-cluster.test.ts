/** Clusters at work: membership, picking again, connecting, failing, ejecting, DNS. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Cluster as ClusterMessage } from '@flotilla/proto'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { FakeClock, systemClock, TimerWheel } from '@flotilla/time'
import { describeViolations } from '../compile/violations.ts'
import { cluster as clusterJson, upstreamTls } from '../testing/running-proxy.ts'
import { tcpApp, until } from '../testing/servers.ts'
import { MeshTrust } from '../tls/mesh-trust.ts'
import { SecretStore } from '../tls/secret-store.ts'
import { ClientContexts } from '../tls/upstream-tls.ts'
import { type Assignment, EMPTY_ASSIGNMENT } from './assignment.ts'
import { Clusters } from './cluster-manager.ts'
import { type ClusterSpec, compileCluster } from './cluster-spec.ts'
import { ClusterStats } from './cluster-stats.ts'
import type { EndpointSpec } from './endpoint-host.ts'
import { ConnectFailure, type Host, type PickContext } from './types.ts'
import { UpstreamCluster } from './upstream-cluster.ts'

const secrets = new SecretStore(Date.now)
const PICK: PickContext = { hash: null, downstream: null, tried: null, hostAttempts: 0 }

function specOf(json: object): ClusterSpec {
  const parsed = ClusterMessage.fromJson(json)
  assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
  const compiled = compileCluster(
    parsed.kind === 'ok' ? parsed.message : ClusterMessage.create(),
    secrets,
  )
  if (compiled.kind === 'bad') throw new Error(describeViolations(compiled.violations))
  return compiled.value
}

function envWith(clock: FakeClock | typeof systemClock) {
  return {
    clock,
    wheel: new TimerWheel(clock),
    random: () => 0,
    zones: null,
    writeEvent: () => undefined,
    outlierEventLog: '',
    tls: { trust: new MeshTrust(secrets, clock), contexts: new ClientContexts(), clock },
  }
}

function upstream(
  json: object,
  clock: FakeClock | typeof systemClock = systemClock,
): UpstreamCluster {
  return new UpstreamCluster(specOf(json), new ClusterStats(), envWith(clock))
}

function endpoint(address: string, more: Partial<EndpointSpec> = {}): EndpointSpec {
  return {
    address,
    port: 80,
    hostname: '',
    weight: 1,
    priority: 0,
    locality: { region: '', zone: '', subZone: '' },
    health: 'healthy',
    metadata: {},
    healthCheck: null,
    ...more,
  }
}

function assignment(...endpoints: EndpointSpec[]): Assignment {
  return { ...EMPTY_ASSIGNMENT, endpoints }
}

test('an endpoint that stays keeps its object and counters; one that goes is drained', () => {
  const cluster = upstream(clusterJson('c', []))
  cluster.setEndpoints(assignment(endpoint('10.0.0.1'), endpoint('10.0.0.2')))
  const [one, two] = cluster.hosts
  assert.ok(one !== undefined && two !== undefined)
  one.stats.rqTotal = 7
  let drained = 0
  two.pool = { drain: () => drained++ }
  cluster.setEndpoints(assignment(endpoint('10.0.0.1', { weight: 5 }), endpoint('10.0.0.3')))
  assert.equal(cluster.hosts[0], one)
  assert.equal(one.weight, 5)
  assert.equal(one.stats.rqTotal, 7)
  assert.equal(two.isRemoved, true)
  assert.equal(drained, 1)
  assert.equal(cluster.stats.membershipTotal, 2)
  // Other metadata makes it another endpoint: its transport may be another one.
  const istio = { 'envoy.transport_socket_match': { tlsMode: 'istio' } }
  cluster.setEndpoints(assignment(endpoint('10.0.0.1', { metadata: istio })))
  assert.notEqual(cluster.hosts[0], one)
  cluster.drain()
  assert.equal(cluster.hosts[0]?.isRemoved, true)
})

test('unhealthy and draining endpoints are picked in panic only', () => {
  const cluster = upstream(clusterJson('c', []))
  const only = (): string | undefined => cluster.pick(PICK)?.address
  cluster.setEndpoints(
    assignment(
      endpoint('10.0.0.1', { health: 'unhealthy' }),
      endpoint('10.0.0.2'),
      endpoint('10.0.0.3', { health: 'excluded' }),
    ),
  )
  for (let i = 0; i < 10; i++) assert.equal(only(), '10.0.0.2')
  cluster.setEndpoints(
    assignment(
      endpoint('10.0.0.1', { health: 'unhealthy' }),
      endpoint('10.0.0.3', { health: 'excluded' }),
    ),
  )
  // Envoy 1.40 (tried): in panic the draining endpoint is as good as the unhealthy one.
  const seen = new Set(Array.from({ length: 10 }, only))
  assert.deepEqual([...seen].sort(), ['10.0.0.1', '10.0.0.3'])
  assert.ok(cluster.stats.lbHealthyPanic > 0)
  cluster.setEndpoints(EMPTY_ASSIGNMENT)
  assert.equal(cluster.pick(PICK), null)
})

test('a host that was tried is picked again only when nothing else comes up', () => {
  const cluster = upstream(clusterJson('c', []))
  cluster.setEndpoints(assignment(endpoint('10.0.0.1'), endpoint('10.0.0.2')))
  const [one, two] = cluster.hosts
  assert.ok(one !== undefined && two !== undefined)
  for (let i = 0; i < 4; i++)
    assert.equal(cluster.pick({ ...PICK, tried: [one], hostAttempts: 5 }), two)
  assert.ok(cluster.pick({ ...PICK, tried: [one, two], hostAttempts: 5 }) !== null)
})

/** How an attempt to connect ended. */
function connectTo(cluster: UpstreamCluster, host: Host): Promise<string> {
  return new Promise((resolve) => {
    cluster.connect(
      host,
      { protocol: 'tcp', downstream: null, authority: '' },
      (socket, peer) => {
        socket.on('error', () => undefined)
        resolve(`open ${peer.isTls ? 'tls' : 'plain'}`)
        socket.destroy()
      },
      (failure, text) => resolve(`${failure} ${text}`),
    )
  })
}

test('connections are counted from the call to the close, and failures have their reason', async () => {
  const app = await tcpApp(() => undefined)
  const cluster = upstream(clusterJson('c', [app.port, 1]))
  const [good, refused] = cluster.hosts
  assert.ok(good !== undefined && refused !== undefined)
  assert.equal(await connectTo(cluster, good), 'open plain')
  assert.equal(
    await connectTo(cluster, refused),
    `${ConnectFailure.remote} delayed connect error: Connection refused`,
  )
  await until(() => cluster.stats.upstreamCxActive === 0)
  assert.equal(cluster.stats.upstreamCxTotal, 2)
  assert.equal(cluster.stats.upstreamCxConnectFail, 1)
  assert.equal(cluster.breakers.default.connections.active, 0)
  assert.equal(refused.stats.cxConnectFail, 1)
  await app.close()
})

test('a connection counts for the priority it was opened for', async () => {
  const app = await tcpApp(() => undefined)
  const cluster = upstream(clusterJson('c', [app.port]))
  const [host] = cluster.hosts
  assert.ok(host !== undefined)
  const cancel = cluster.connect(
    host,
    { protocol: 'tcp', downstream: null, authority: '', isHighPriority: true },
    () => undefined,
    () => undefined,
  )
  const { high, default: usual } = cluster.breakers
  assert.deepEqual([high.connections.active, usual.connections.active], [1, 0])
  cancel()
  await until(() => high.connections.active === 0)
  await app.close()
})

test('a handshake that takes too long fails as a timeout, a cancelled attempt calls nobody', async () => {
  const leaf = new TestCa().issue(testSpiffeId('a'))
  secrets.setRoots('ROOTCA', { pem: leaf.rootsPem })
  secrets.setPair('default', leaf)
  const silent = await tcpApp(() => undefined)
  const cluster = upstream(
    clusterJson('c', [silent.port], {
      connect_timeout: '0.05s',
      transport_socket: upstreamTls([testSpiffeId('b')]),
    }),
  )
  const [host] = cluster.hosts
  assert.ok(host !== undefined)
  assert.equal(await connectTo(cluster, host), `${ConnectFailure.timeout} `)
  assert.equal(cluster.stats.upstreamCxConnectTimeout, 1)
  const fail = (): void => assert.fail('called back after cancel')
  cluster.connect(host, { protocol: 'tcp', downstream: null, authority: '' }, fail, fail)()
  await until(() => cluster.breakers.default.connections.active === 0)
  await silent.close()
})

test('a Unix socket is an endpoint too', async () => {
  const { createServer } = await import('node:net')
  const path = `/tmp/flotilla-${process.pid}.sock`
  const server = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => server.listen(path, resolve))
  const pipe = { endpoint: { address: { pipe: { path } } } }
  const cluster = upstream(
    clusterJson('c', [], {
      load_assignment: { cluster_name: 'c', endpoints: [{ lb_endpoints: [pipe] }] },
    }),
  )
  const [host] = cluster.hosts
  assert.equal(host?.label, path)
  assert.equal(host === undefined ? '' : await connectTo(cluster, host), 'open plain')
  await new Promise<void>((resolve) => server.close(() => resolve()))
})

test('hosts that fail are ejected and come back', () => {
  const clock = new FakeClock()
  const cluster = upstream(
    clusterJson('c', [], {
      outlier_detection: {
        consecutive_5xx: 2,
        max_ejection_percent: 50,
        interval: '1s',
        base_ejection_time: '3s',
      },
      common_lb_config: { healthy_panic_threshold: { value: 0 } },
    }),
    clock,
  )
  cluster.start()
  cluster.setEndpoints(assignment(endpoint('10.0.0.1'), endpoint('10.0.0.2')))
  const [one] = cluster.hosts
  assert.ok(one !== undefined)
  cluster.report(one, 503)
  cluster.report(one, 503)
  assert.equal(one.isEjected, true)
  assert.equal(one.healthy, false)
  assert.equal(cluster.stats.membershipHealthy, 1)
  for (let i = 0; i < 6; i++) assert.equal(cluster.pick(PICK)?.address, '10.0.0.2')
  clock.advance(4_000)
  assert.equal(one.isEjected, false)
  assert.equal(cluster.stats.membershipHealthy, 2)
  cluster.drain()
  assert.equal(clock.pending, 0)
})

async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise(setImmediate)
}

test('names are resolved again and again, and the last good answer is kept', async () => {
  const clock = new FakeClock()
  let answer: readonly string[] | null = ['10.0.0.2', '10.0.0.1']
  let ttlSec: number | null = 60
  const asked: string[] = []
  const clusters = new Clusters(
    {
      ...envWith(clock),
      onProgress: () => undefined,
      resolve: (name) => {
        asked.push(name)
        return answer === null
          ? Promise.reject(new Error('gone'))
          : Promise.resolve({ addresses: answer, ttlSec })
      },
    },
    { watch: () => () => undefined },
  )
  const named = (type: string): object => ({
    name: type,
    type,
    dns_refresh_rate: '5s',
    load_assignment: {
      cluster_name: type,
      endpoints: [
        {
          lb_endpoints: [
            { endpoint: { address: { socket_address: { address: 'db.example', port_value: 1 } } } },
          ],
        },
      ],
    },
  })
  clusters.upsert(specOf(named('STRICT_DNS')), 'cds', '1')
  clusters.upsert(specOf(named('LOGICAL_DNS')), 'cds', '1')
  assert.equal(clusters.get('STRICT_DNS'), null, 'not used before it is warm')
  await settled()
  const labels = (name: string): string[] | undefined =>
    clusters.find(name)?.hosts.map((host) => host.label)
  assert.deepEqual(labels('STRICT_DNS'), ['10.0.0.1:1', '10.0.0.2:1'])
  assert.deepEqual(labels('LOGICAL_DNS'), ['10.0.0.1:1'])
  assert.equal(clusters.find('STRICT_DNS')?.hosts[0]?.hostname, 'db.example')
  answer = null
  clock.advance(5_000)
  await settled()
  assert.deepEqual(labels('STRICT_DNS'), ['10.0.0.1:1', '10.0.0.2:1'])
  const { updateAttempt, updateSuccess, updateFailure } = clusters.find('STRICT_DNS')?.stats ?? {}
  assert.deepEqual([updateAttempt, updateSuccess, updateFailure], [2, 1, 1])
  answer = ['10.0.0.3']
  clock.advance(5_000)
  await settled()
  assert.deepEqual(labels('STRICT_DNS'), ['10.0.0.3:1'])
  // Where it is to be respected, the TTL says when to ask again.
  ttlSec = 2
  clusters.upsert(specOf({ ...named('STRICT_DNS'), respect_dns_ttl: true }), 'cds', '2')
  await settled()
  answer = ['10.0.0.4']
  clock.advance(2_000)
  await settled()
  assert.deepEqual(labels('STRICT_DNS'), ['10.0.0.4:1'])
  clusters.close()
  const before = asked.length
  clock.advance(60_000)
  await settled()
  assert.equal(asked.length, before)
})

test('an EDS cluster that gets no answer in time is used without endpoints', () => {
  const clock = new FakeClock()
  const watched = new Map<string, (assignment: Assignment) => void>()
  const clusters = new Clusters(
    {
      ...envWith(clock),
      onProgress: () => undefined,
      resolve: () => Promise.reject(new Error('no names here')),
    },
    {
      watch: (name, onAssignment) => {
        watched.set(name, onAssignment)
        return () => watched.delete(name)
      },
    },
  )
  const eds = {
    name: 'c',
    type: 'EDS',
    eds_cluster_config: { eds_config: { ads: {} }, service_name: 's' },
  }
  clusters.upsert(specOf(eds), 'cds', '1')
  assert.deepEqual([...watched.keys()], ['s'])
  assert.equal(clusters.warmingCount, 1)
  clock.advance(15_000)
  assert.notEqual(clusters.get('c'), null)
  assert.equal(clusters.get('c')?.pick(PICK), null)
  watched.get('s')?.(assignment(endpoint('10.0.0.1')))
  assert.equal(clusters.get('c')?.pick(PICK)?.address, '10.0.0.1')
  // The same version again changes nothing.
  const same = clusters.get('c')
  clusters.upsert(specOf(eds), 'cds', '1')
  assert.equal(clusters.get('c'), same)
  clusters.remove('c')
  assert.equal(clusters.get('c'), null)
  assert.equal(watched.size, 0)
})

test('what is not implemented or out of range is refused by path', () => {
  const cases: [object, RegExp][] = [
    [{ name: '' }, /name: must not be empty/],
    [{ name: 'c', connect_timeout: '-1s' }, /connect_timeout: must not be negative/],
    [{ name: 'c', connect_timeout: '0s' }, /connect_timeout: must be above 0/],
    [{ name: 'c', cleanup_interval: '0s' }, /cleanup_interval: must be above 0/],
    [
      { name: 'c', circuit_breakers: { per_host_thresholds: [{ max_requests: 1 }] } },
      /circuit_breakers\.per_host_thresholds\[0\]\.max_requests: .*not implemented/,
    ],
    [
      { name: 'c', dns_resolvers: [{ socket_address: { address: 'dns.test', port_value: 53 } }] },
      /dns_resolvers\[0\]: "dns\.test" is not an IP address/,
    ],
    [
      {
        name: 'c',
        upstream_bind_config: {
          source_address: { address: '127.0.0.1', port_value: 0 },
          extra_source_addresses: [{ address: { address: '127.0.0.2', port_value: 0 } }],
        },
      },
      /upstream_bind_config: may hold one source address of each IP version/,
    ],
    [{ name: 'c', health_checks: [{}, {}] }, /health_checks: must hold at most one check/],
    [{ name: 'c', type: 'EDS' }, /eds_cluster_config\.eds_config/],
    [{ name: 'c', type: 'ORIGINAL_DST' }, /lb_policy: CLUSTER_PROVIDED goes with/],
    [
      { name: 'c', lb_policy: 'RING_HASH', ring_hash_lb_config: { minimum_ring_size: 9000000 } },
      /ring_hash_lb_config: ring sizes/,
    ],
    [
      { name: 'c', lb_policy: 'LEAST_REQUEST', least_request_lb_config: { choice_count: 1 } },
      /choice_count/,
    ],
    [
      {
        name: 'c',
        round_robin_lb_config: { slow_start_config: { aggression: { default_value: 0 } } },
      },
      /round_robin_lb_config\.slow_start_config\.aggression: must be above 0/,
    ],
    [
      { name: 'c', load_balancing_policy: { policies: [] } },
      /load_balancing_policy\.policies: none of \[\] is not implemented/,
    ],
    [
      {
        name: 'c',
        lb_policy: 'MAGLEV',
        common_lb_config: { consistent_hashing_lb_config: { hash_balance_factor: 99 } },
      },
      /hash_balance_factor: must be at least 100/,
    ],
    [
      {
        name: 'c',
        lb_subset_config: {
          subset_selectors: [
            { keys: ['a', 'b'], fallback_policy: 'KEYS_SUBSET', fallback_keys_subset: ['a', 'b'] },
          ],
        },
      },
      /lb_subset_config\.subset_selectors\[0\]\.fallback_keys_subset: must not hold all keys/,
    ],
    [
      {
        name: 'c',
        metadata: { filter_metadata: { flotilla: { failureAccrual: { maxFails: 1 } } } },
      },
      /failureAccrual\.maxFails: is unknown/,
    ],
    [
      { name: 'c', dns_failure_refresh_rate: { base_interval: '5s', max_interval: '1s' } },
      /dns_failure_refresh_rate\.max_interval: must not be below/,
    ],
    [
      { name: 'c', outlier_detection: { max_ejection_percent: 101 } },
      /max_ejection_percent: must be at most 100/,
    ],
    [
      clusterJson('c', [], {
        transport_socket: {
          name: 'x',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
            common_tls_context: { tls_params: { cipher_suites: ['no-such-cipher'] } },
          },
        },
      }),
      /transport_socket\.typed_config\.common_tls_context\.tls_params\.cipher_suites/,
    ],
  ]
  for (const [json, want] of cases) assert.throws(() => specOf(json), want)
})

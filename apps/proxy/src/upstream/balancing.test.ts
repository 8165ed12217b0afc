/** Clusters choose as their configuration says: both forms of it, subsets, localities, retries, breakers of endpoints. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MetadataMatch } from '@flotilla/balancer'
import { testEnv as balancerEnv } from '@flotilla/balancer/internal'
import { ClusterLoadAssignment, Cluster as ClusterMessage } from '@flotilla/proto'
import { FakeClock, TimerWheel } from '@flotilla/time'
import { describeViolations, Violations } from '../compile/violations.ts'
import { MeshTrust } from '../tls/mesh-trust.ts'
import { SecretStore } from '../tls/secret-store.ts'
import { ClientContexts } from '../tls/upstream-tls.ts'
import { compileAssignment } from './assignment.ts'
import { Clusters } from './cluster-manager.ts'
import { compileCluster } from './cluster-spec.ts'
import { ClusterStats } from './cluster-stats.ts'
import { Outcome, type PickContext } from './types.ts'
import { UpstreamCluster } from './upstream-cluster.ts'

const secrets = new SecretStore(Date.now)
/** Shares that must be exact; sums of floats are not. */
const EXACT = 1e-9
const FIRST: PickContext = { hash: null, downstream: null, tried: null, hostAttempts: 0 }

function envWith(clock: FakeClock) {
  return {
    clock,
    wheel: new TimerWheel(clock),
    random: balancerEnv(3).random,
    zones: null,
    writeEvent: () => undefined,
    outlierEventLog: '',
    tls: { trust: new MeshTrust(secrets, clock), contexts: new ClientContexts(), clock },
  }
}

function specOf(json: object) {
  const parsed = ClusterMessage.fromJson(json)
  assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
  const message = parsed.kind === 'ok' ? parsed.message : ClusterMessage.create()
  const compiled = compileCluster(message, secrets)
  if (compiled.kind === 'bad') throw new Error(describeViolations(compiled.violations))
  return compiled.value
}

function upstream(json: object, clock: FakeClock = new FakeClock()): UpstreamCluster {
  return new UpstreamCluster(specOf({ name: 'c', ...json }), new ClusterStats(), envWith(clock))
}

function address(host: string): object {
  return { address: { socket_address: { address: host, port_value: 80 } } }
}

/** Endpoints of one locality and priority; addresses 10.0.0.N. */
function group(numbers: readonly number[], more: object = {}, metadata: object = {}): object {
  const lbEndpoints = numbers.map((n) => ({
    endpoint: address(`10.0.0.${n}`),
    metadata: { filter_metadata: { 'envoy.lb': metadata } },
  }))
  return { lb_endpoints: lbEndpoints, ...more }
}

function assignmentOf(endpoints: readonly object[], policy: object | null = null) {
  const parsed = ClusterLoadAssignment.fromJson({ cluster_name: 'c', endpoints, policy })
  assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
  const message = parsed.kind === 'ok' ? parsed.message : ClusterLoadAssignment.create()
  const at = new Violations()
  const assignment = compileAssignment(message, false, at)
  assert.equal(describeViolations(at.all), '')
  return assignment
}

/** Share of picks by the last number of the address. */
function shares(cluster: UpstreamCluster, context: Partial<PickContext> = {}, draws = 4_000) {
  const counts: Record<string, number> = {}
  for (let i = 0; i < draws; i++) {
    const host = cluster.pick({ ...FIRST, ...context })
    const key = host?.address.split('.')[3] ?? 'none'
    counts[key] = (counts[key] ?? 0) + 1 / draws
  }
  return counts
}

function near(found: Record<string, number>, want: Record<string, number>, tolerance = 0.04): void {
  for (const key of new Set([...Object.keys(found), ...Object.keys(want)]))
    assert.ok(
      Math.abs((found[key] ?? 0) - (want[key] ?? 0)) <= tolerance,
      `${JSON.stringify(found)} is not ${JSON.stringify(want)}`,
    )
}

function policyOf(name: string, config: object): object {
  const type = `type.googleapis.com/envoy.extensions.load_balancing_policies.${name}`
  return { typed_extension_config: { name, typed_config: { '@type': type, ...config } } }
}

test('localities that Istio distributes to get their shares', () => {
  const cluster = upstream({ common_lb_config: { locality_weighted_lb_config: {} } })
  cluster.setEndpoints(
    assignmentOf([
      group([1], { locality: { region: 'a' }, load_balancing_weight: 80 }),
      group([2, 3], { locality: { region: 'b' }, load_balancing_weight: 20 }),
    ]),
  )
  near(shares(cluster), { 1: 0.8, 2: 0.1, 3: 0.1 })
})

test('an endpoint that warms up gets little at first', () => {
  const clock = new FakeClock()
  const slow = { slow_start_window: '10s', min_weight_percent: { value: 10 } }
  for (const config of [
    { lb_policy: 'ROUND_ROBIN', round_robin_lb_config: { slow_start_config: slow } },
    { lb_policy: 'LEAST_REQUEST', least_request_lb_config: { slow_start_config: slow } },
    {
      load_balancing_policy: {
        policies: [policyOf('round_robin.v3.RoundRobin', { slow_start_config: slow })],
      },
    },
  ]) {
    const cluster = upstream(config, clock)
    cluster.setEndpoints(assignmentOf([group([1])]))
    clock.advance(60_000)
    cluster.setEndpoints(assignmentOf([group([1, 2])]))
    near(shares(cluster), { 1: 1 / 1.1, 2: 0.1 / 1.1 })
    clock.advance(5_000)
    near(shares(cluster), { 1: 1 / 1.5, 2: 0.5 / 1.5 })
    clock.advance(5_000)
    near(shares(cluster), { 1: 0.5, 2: 0.5 })
  }
})

test('a retry leaves the priorities, hosts, canaries and metadata it is told to leave', () => {
  const cluster = upstream({})
  cluster.setEndpoints(
    assignmentOf([
      group([1, 2], { priority: 0 }),
      group([3], { priority: 1 }),
      group([4], { priority: 1 }, { canary: true }),
      group([5], { priority: 1 }, { version: '9' }),
    ]),
  )
  const [one] = cluster.hosts
  assert.ok(one !== undefined)
  const selection = {
    avoidsPreviousHosts: false,
    avoidsCanaries: false,
    avoidedMetadata: null,
    priorityFrequency: 0,
  }
  const retry = (more: object): Partial<PickContext> => ({
    tried: [one],
    hostAttempts: 20,
    retry: { ...selection, ...more },
  })
  near(shares(cluster), { 1: 0.5, 2: 0.5 })
  near(shares(cluster, retry({})), { 1: 0.5, 2: 0.5 })
  near(shares(cluster, retry({ avoidsPreviousHosts: true })), { 2: 1 })
  near(shares(cluster, retry({ priorityFrequency: 1 })), { 3: 1 / 3, 4: 1 / 3, 5: 1 / 3 })
  near(shares(cluster, retry({ priorityFrequency: 2 })), { 1: 0.5, 2: 0.5 })
  near(shares(cluster, retry({ priorityFrequency: 1, avoidsCanaries: true })), { 3: 0.5, 5: 0.5 })
  const avoidedMetadata = { 'envoy.lb': { version: '9' } }
  near(shares(cluster, retry({ priorityFrequency: 1, avoidedMetadata })), { 3: 0.5, 4: 0.5 })
})

test('a priority without endpoints is passed over', () => {
  // Envoy 1.40 takes such an assignment (tried).
  const cluster = upstream({})
  cluster.setEndpoints(assignmentOf([group([1, 2], { priority: 2 })]))
  near(shares(cluster), { 1: 0.5, 2: 0.5 })
})

test('subsets follow the metadata of the route, in both forms', () => {
  const subset = { fallback_policy: 'ANY_ENDPOINT', subset_selectors: [{ keys: ['version'] }] }
  const inner = { policies: [policyOf('random.v3.Random', {})] }
  for (const config of [
    { lb_subset_config: subset },
    {
      load_balancing_policy: {
        policies: [policyOf('subset.v3.Subset', { ...subset, subset_lb_policy: inner })],
      },
    },
  ]) {
    const cluster = upstream(config)
    cluster.setEndpoints(
      assignmentOf([group([1], {}, { version: '1' }), group([2], {}, { version: '2' })]),
    )
    const metadataMatch = new MetadataMatch({ version: '2' })
    near(shares(cluster, { metadataMatch }), { 2: 1 })
    near(shares(cluster), { 1: 0.5, 2: 0.5 })
    assert.equal(cluster.stats.lbSubsetsActive, 2)
    assert.equal(cluster.stats.lbSubsetsSelected, 4_000)
    assert.equal(cluster.stats.lbSubsetsFallback, 4_000)
    cluster.setEndpoints(assignmentOf([group([1], {}, { version: '1' })]))
    cluster.pick(FIRST)
    assert.deepEqual([cluster.stats.lbSubsetsCreated, cluster.stats.lbSubsetsRemoved], [2, 1])
  }
})

test('every policy of the new form is taken, and the first known one of a list counts', () => {
  const unknown = policyOf('pick_first.v3.PickFirst', {})
  const bare = { typed_extension_config: { name: 'x', typed_config: null } }
  const lists: [object[], boolean][] = [
    [[bare, policyOf('least_request.v3.LeastRequest', { selection_method: 'FULL_SCAN' })], false],
    [[policyOf('ring_hash.v3.RingHash', { hash_function: 'MURMUR_HASH_2' })], true],
    [
      [
        policyOf('maglev.v3.Maglev', {
          consistent_hashing_lb_config: { hash_balance_factor: 150 },
          locality_weighted_lb_config: {},
        }),
      ],
      true,
    ],
    [
      [
        policyOf('wrr_locality.v3.WrrLocality', {
          endpoint_picking_policy: { policies: [policyOf('round_robin.v3.RoundRobin', {})] },
        }),
      ],
      false,
    ],
  ]
  for (const [policies, isHashing] of lists) {
    const spec = specOf({ name: 'c', load_balancing_policy: { policies } })
    assert.equal(spec.lb.policy.isHashing, isHashing)
  }
  assert.equal(
    ClusterMessage.fromJson({ load_balancing_policy: { policies: [unknown] } }).kind,
    'bad',
  )
})

test('peak EWMA travels beside a policy that Envoy knows, and prefers what answers fast', () => {
  const clock = new FakeClock()
  const own = {
    typed_extension_config: {
      name: 'peak_ewma',
      typed_config: {
        '@type': 'type.googleapis.com/xds.type.v3.TypedStruct',
        type_url: 'type.googleapis.com/flotilla.load_balancing_policies.peak_ewma.v1.PeakEwma',
        value: { decayTime: '5s', penalizeFailures: true },
      },
    },
  }
  const policies = [own, policyOf('least_request.v3.LeastRequest', {})]
  const cluster = upstream({ load_balancing_policy: { policies } }, clock)
  cluster.setEndpoints(assignmentOf([group([1, 2])]))
  const [one, two] = cluster.hosts
  assert.ok(one !== undefined && two !== undefined)
  near(shares(cluster), { 1: 0.5, 2: 0.5 })
  cluster.report(one, 200, 90)
  cluster.report(two, 200, 10)
  near(shares(cluster), { 2: 1 }, EXACT)
  // A fast failure is no reason to send more.
  cluster.report(two, 503, 1)
  near(shares(cluster), { 1: 1 }, EXACT)
  clock.advance(60_000)
  cluster.report(one, Outcome.connectFailed)
  near(shares(cluster), { 2: 1 }, EXACT)
  const bad = { ...own.typed_extension_config.typed_config, value: { decay: '5s' } }
  assert.throws(
    () =>
      specOf({
        name: 'c',
        load_balancing_policy: {
          policies: [{ typed_extension_config: { name: 'x', typed_config: bad } }],
        },
      }),
    /policies\[0\]\.typed_extension_config\.typed_config\.value\.decay: is unknown/,
  )
})

test('an endpoint that fails is shut at once, tried once after its penalty, and opened by success', () => {
  const clock = new FakeClock()
  const failureAccrual = { maxFailures: 2, minPenalty: '1s', jitterRatio: 0 }
  const cluster = upstream(
    { metadata: { filter_metadata: { flotilla: { failureAccrual } } } },
    clock,
  )
  cluster.start()
  cluster.setEndpoints(assignmentOf([group([1, 2])]))
  const [one, two] = cluster.hosts
  assert.ok(one !== undefined && two !== undefined)
  cluster.report(one, 500)
  cluster.report(one, Outcome.timeout)
  near(shares(cluster), { 2: 1 }, EXACT)
  // Panic does not overrule it: with both shut there is nobody.
  cluster.report(two, 503)
  cluster.report(two, 503)
  assert.equal(cluster.pick(FIRST), null)
  assert.equal(cluster.stats.membershipHealthy, 0)
  clock.advance(1_000)
  const probes = [cluster.pick(FIRST), cluster.pick(FIRST), cluster.pick(FIRST)]
  assert.deepEqual(new Set(probes), new Set([one, two, null]))
  cluster.report(one, 200)
  cluster.report(two, 500)
  near(shares(cluster), { 1: 1 }, EXACT)
  // The second penalty is twice as long; a probe whose client left is forgotten after as long again.
  clock.advance(1_999)
  near(shares(cluster), { 1: 1 }, EXACT)
  clock.advance(1)
  while (cluster.pick(FIRST) !== two);
  near(shares(cluster), { 1: 1 }, EXACT)
  clock.advance(2_000)
  while (cluster.pick(FIRST) !== two);
  cluster.report(two, 200)
  near(shares(cluster), { 1: 0.5, 2: 0.5 })
  cluster.drain()
  assert.equal(clock.pending, 0)
})

test('with a local cluster zones matter', () => {
  const clock = new FakeClock()
  const { zones: _none, ...env } = envWith(clock)
  const clusters = new Clusters(
    {
      ...env,
      localCluster: { name: 'local', ownLocality: '/a/' },
      onProgress: () => undefined,
      resolve: () => Promise.reject(new Error('no names here')),
    },
    { watch: () => () => undefined },
  )
  const two = (a: number[], b: number[]): object => ({
    cluster_name: 'c',
    endpoints: [group(a, { locality: { zone: 'a' } }), group(b, { locality: { zone: 'b' } })],
  })
  clusters.upsert(specOf({ name: 'local', load_assignment: two([100], [101, 102]) }), 'cds', '1')
  clusters.upsert(specOf({ name: 'c', load_assignment: two([1, 2, 3], [4, 5, 6]) }), 'cds', '1')
  const cluster = clusters.find('c')
  assert.ok(cluster !== null)
  // A third of the callers is here, and half of the endpoints: everything stays.
  near(shares(cluster), { 1: 1 / 3, 2: 1 / 3, 3: 1 / 3 })
  assert.equal(cluster.stats.lbZoneRoutingAllDirectly, 4_000)
  // All callers are here: half of the requests stay.
  clusters
    .find('local')
    ?.setEndpoints(assignmentOf([group([100, 101], { locality: { zone: 'a' } })]))
  const now = shares(cluster)
  near({ a: (now['1'] ?? 0) + (now['2'] ?? 0) + (now['3'] ?? 0) }, { a: 0.5 })
  clusters.close()
})

test('an assignment that is not renewed in time is not used any longer', () => {
  const clock = new FakeClock()
  const { zones: _none, ...env } = envWith(clock)
  let give: (assignment: ReturnType<typeof assignmentOf>) => void = () => undefined
  const clusters = new Clusters(
    {
      ...env,
      onProgress: () => undefined,
      resolve: () => Promise.reject(new Error('no names here')),
    },
    {
      watch: (_name, onAssignment) => {
        give = onAssignment
        return () => undefined
      },
    },
  )
  const eds = { name: 'c', type: 'EDS', eds_cluster_config: { eds_config: { ads: {} } } }
  clusters.upsert(specOf(eds), 'cds', '1')
  const fresh = assignmentOf([group([1])], { endpoint_stale_after: '10s' })
  give(fresh)
  clock.advance(9_000)
  give(fresh)
  clock.advance(9_999)
  assert.notEqual(clusters.get('c')?.pick(FIRST), null)
  clock.advance(1)
  assert.equal(clusters.get('c')?.pick(FIRST), null)
  const stats = clusters.find('c')?.stats
  assert.deepEqual([stats?.assignmentStale, stats?.assignmentTimeoutReceived], [1, 2])
  give(fresh)
  assert.notEqual(clusters.get('c')?.pick(FIRST), null)
  clusters.close()
  assert.equal(clock.pending, 0)
})

test('an original destination may come from a header', () => {
  const cluster = upstream({
    type: 'ORIGINAL_DST',
    lb_policy: 'CLUSTER_PROVIDED',
    original_dst_lb_config: { use_http_header: true },
  })
  const pick = (value: string): string | undefined =>
    cluster.pick({ ...FIRST, requestHeaders: ['x-envoy-original-dst-host', value] })
      ? cluster.hosts.at(-1)?.label
      : undefined
  assert.equal(pick('10.0.0.7:8080'), '10.0.0.7:8080')
  assert.equal(pick('[::1]:81'), '[::1]:81')
  for (const bad of ['', 'host:80', '10.0.0.1', '10.0.0.1:0', '10.0.0.1:99999'])
    assert.equal(pick(bad), undefined)
  assert.equal(cluster.stats.originalDstHostInvalid, 5)
  cluster.drain()
})

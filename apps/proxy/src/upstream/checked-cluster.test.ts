/** Clusters with active checks: warming, endpoints on notice, connections of endpoints that fail, ejections that end. */
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { Cluster as ClusterMessage } from '@flotilla/proto'
import { systemClock, TimerWheel } from '@flotilla/time'
import { describeViolations } from '../compile/violations.ts'
import { cluster as clusterJson } from '../testing/running-proxy.ts'
import { type TestServer, tcpApp, until } from '../testing/servers.ts'
import { MeshTrust } from '../tls/mesh-trust.ts'
import { SecretStore } from '../tls/secret-store.ts'
import { ClientContexts } from '../tls/upstream-tls.ts'
import { type Assignment, EMPTY_ASSIGNMENT } from './assignment.ts'
import { Clusters } from './cluster-manager.ts'
import { compileCluster } from './cluster-spec.ts'
import { ClusterStats } from './cluster-stats.ts'
import type { Host, PickContext } from './types.ts'
import { UpstreamCluster } from './upstream-cluster.ts'

const secrets = new SecretStore(Date.now)
const PICK: PickContext = { hash: null, downstream: null, tried: null, hostAttempts: 0 }
const CHECK = {
  timeout: '1s',
  interval: '0.01s',
  no_traffic_interval: '0.01s',
  unhealthy_threshold: 1,
  healthy_threshold: 1,
  tcp_health_check: { send: { text: '3f' }, receive: [{ text: '21' }] },
}

function specOf(json: object) {
  const parsed = ClusterMessage.fromJson(json)
  assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
  const message = parsed.kind === 'ok' ? parsed.message : ClusterMessage.create()
  const compiled = compileCluster(message, secrets)
  if (compiled.kind === 'bad') throw new Error(describeViolations(compiled.violations))
  return compiled.value
}

const lines: string[] = []
const ENV = {
  clock: systemClock,
  wheel: new TimerWheel(systemClock),
  random: Math.random,
  zones: null,
  writeEvent: (path: string, line: string): void => {
    lines.push(`${path} ${line}`)
  },
  outlierEventLog: '/log/outliers',
  tls: {
    trust: new MeshTrust(secrets, systemClock),
    contexts: new ClientContexts(),
    clock: systemClock,
  },
}

/** Answers `!` to `?` while `isWell`. */
async function endpoint(): Promise<TestServer & { isWell: boolean }> {
  const state = { isWell: true }
  const app = await tcpApp((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => {
      if (state.isWell) socket.write('!')
      else socket.destroy()
    })
    socket.on('end', () => socket.end())
  })
  return Object.assign(state, app)
}

function assignment(...apps: readonly TestServer[]): Assignment {
  const endpoints = apps.map(({ port }) => ({
    address: '127.0.0.1',
    port,
    hostname: '',
    weight: 1,
    priority: 0,
    locality: { region: '', zone: '', subZone: '' },
    health: 'healthy' as const,
    metadata: {},
    healthCheck: null,
  }))
  return { ...EMPTY_ASSIGNMENT, endpoints }
}

function started(more: object): UpstreamCluster {
  const json = clusterJson('c', [], { health_checks: [CHECK], ...more })
  const cluster = new UpstreamCluster(specOf(json), new ClusterStats(), ENV)
  cluster.start()
  cluster.startChecks(() => undefined)
  return cluster
}

test('a replacement is used once it is checked; until then the old one serves on', async () => {
  const app = await endpoint()
  const clusters = new Clusters(
    { ...ENV, onProgress: () => undefined, resolve: () => Promise.reject(new Error('none')) },
    { watch: () => () => undefined },
  )
  clusters.upsert(specOf(clusterJson('c', [app.port])), 'cds', '1')
  const old = clusters.get('c')
  assert.notEqual(old, null)
  clusters.upsert(specOf(clusterJson('c', [app.port], { health_checks: [CHECK] })), 'cds', '2')
  assert.equal(clusters.get('c'), old)
  assert.equal(clusters.warmingCount, 1)
  await until(() => clusters.get('c') !== old)
  assert.equal(clusters.get('c')?.pick(PICK)?.healthy, true)
  assert.equal(clusters.get('c')?.isHealthChecked, true)
  clusters.close()
  await app.close()
})

test('an endpoint that discovery leaves out stays while its checks pass', async () => {
  const [one, two] = [await endpoint(), await endpoint()]
  const cluster = started({})
  cluster.setEndpoints(assignment(one, two))
  await until(() => cluster.stats.membershipHealthy === 2)
  cluster.setEndpoints(assignment(two))
  const kept = cluster.hosts.find((host) => host.port === one.port)
  assert.equal(kept?.isOnNotice, true)
  assert.equal(cluster.stats.membershipTotal, 2)
  one.isWell = false
  await until(() => kept?.isRemoved === true)
  assert.equal(cluster.stats.membershipTotal, 1)
  cluster.drain()
  const careless = started({ ignore_health_on_host_removal: true })
  one.isWell = true
  careless.setEndpoints(assignment(one, two))
  await until(() => careless.stats.membershipHealthy === 2)
  careless.setEndpoints(assignment(two))
  assert.equal(careless.stats.membershipTotal, 1)
  careless.drain()
  await Promise.all([one.close(), two.close()])
})

function open(cluster: UpstreamCluster, host: Host): Promise<Socket> {
  return new Promise((resolve, reject) => {
    cluster.connect(
      host,
      { protocol: 'tcp', downstream: null, authority: '' },
      (socket) => {
        socket.on('error', () => undefined)
        socket.resume()
        resolve(socket)
      },
      (_failure, text) => reject(new Error(text)),
    )
  })
}

test('TCP connections end with the health of their endpoint where the cluster says so', async () => {
  const app = await endpoint()
  for (const closes of [true, false]) {
    app.isWell = true
    const cluster = started({ close_connections_on_host_health_failure: closes })
    cluster.setEndpoints(assignment(app))
    await until(() => cluster.stats.membershipHealthy === 1)
    const [host] = cluster.hosts
    assert.ok(host !== undefined)
    let drained = 0
    host.pool = { drain: () => drained++ }
    const socket = await open(cluster, host)
    app.isWell = false
    await until(() => host.checked.isFailed)
    assert.equal(socket.destroyed, closes)
    assert.equal(drained, 1, 'pooled ones are not used again in any case')
    socket.destroy()
    cluster.drain()
  }
  await app.close()
})

test('an ejection ends with a check that succeeds, and is written to the event log', async () => {
  const app = await endpoint()
  lines.length = 0
  const cluster = started({
    outlier_detection: { consecutive_5xx: 1, max_ejection_percent: 100, base_ejection_time: '99s' },
  })
  cluster.setEndpoints(assignment(app))
  await until(() => cluster.stats.membershipHealthy === 1)
  const [host] = cluster.hosts
  assert.ok(host !== undefined)
  cluster.report(host, 500)
  assert.equal(host.isEjected, true)
  await until(() => !host.isEjected)
  assert.equal(cluster.outliers?.stats.ejectionsActive, 0)
  const events = lines.map((line) => {
    const { timestamp, ...event } = JSON.parse(line.replace('/log/outliers ', ''))
    assert.match(timestamp, /Z$/)
    return event
  })
  const base = {
    type: 'CONSECUTIVE_5XX',
    cluster_name: 'c',
    upstream_url: host.label,
    num_ejections: 1,
  }
  assert.deepEqual(events, [
    { ...base, action: 'EJECT', enforced: true, eject_consecutive_event: {} },
    { ...base, action: 'UNEJECT', enforced: false, secs_since_last_action: '0' },
  ])
  cluster.drain()
  await app.close()
})

test('idle connections close when the members change, where the cluster says so', async () => {
  const json = clusterJson('c', [], {
    common_lb_config: { close_connections_on_host_set_change: true },
  })
  const cluster = new UpstreamCluster(specOf(json), new ClusterStats(), ENV)
  const apps = [await endpoint(), await endpoint()] as const
  cluster.setEndpoints(assignment(apps[0]))
  let drained = 0
  const [host] = cluster.hosts
  assert.ok(host !== undefined)
  host.pool = { drain: () => drained++ }
  cluster.setEndpoints(assignment(apps[0]))
  assert.equal(drained, 0)
  cluster.setEndpoints(assignment(...apps))
  assert.equal(drained, 1)
  await Promise.all(apps.map((app) => app.close()))
})

/** Workers under a control plane: updates while traffic flows, rejections told once, and a worker that dies. */
import assert from 'node:assert/strict'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { parseHostPort } from '@flotilla/net'
import { TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import { parseBootstrap } from '../bootstrap/read-bootstrap.ts'
import { startControlPlane } from '../testing/control-plane.ts'
import { keptClients, steadyLoad } from '../testing/keepalive-clients.ts'
import {
  address,
  cluster,
  downstreamTls,
  httpFilter,
  listener,
  meshSecrets,
  startProxy,
  upstreamTls,
} from '../testing/running-proxy.ts'
import { get, httpApp, until } from '../testing/servers.ts'
import { ProxyProcess } from '../wire.ts'

const skip = process.platform === 'linux' ? false : 'sockets are shared by threads on Linux only'
const ca = new TestCa()
const PILOT = testSpiffeId('istio-pilot-service-account', 'istio-system')
const sidecar = ca.issue(testSpiffeId('a'))
const POISONED = new URL('../testing/poisoned-worker.ts', import.meta.url)

const EDS = {
  type: 'EDS',
  eds_cluster_config: { eds_config: { ads: {}, initial_fetch_timeout: '0s' } },
}

function edsCluster(name: string, more: object = {}): object {
  return { name, connect_timeout: '1s', ...EDS, ...more }
}

function endpoints(name: string, ports: readonly number[]): object {
  return {
    cluster_name: name,
    endpoints: [{ lb_endpoints: ports.map((port) => ({ endpoint: { address: address(port) } })) }],
  }
}

function routes(name: string, clusterName: string, prefix = '/'): object {
  return {
    name,
    virtual_hosts: [
      {
        name: 'all',
        domains: ['*'],
        routes: [{ match: { prefix }, route: { cluster: clusterName } }],
      },
    ],
  }
}

function rdsListener(name: string, routeName: string, more: object = {}): object {
  const rds = {
    route_config: undefined,
    rds: { route_config_name: routeName, config_source: { ads: {}, resource_api_version: 'V3' } },
    ...more,
  }
  return listener(name, [{ filters: [httpFilter('', rds)] }])
}

test('updates of every kind lose no request, in any thread', { skip }, async () => {
  const apps = [await httpApp('one'), await httpApp('two')]
  const [one = 0, two = 0] = apps.map(({ port }) => port)
  const plane = await startControlPlane(ca.identity(PILOT))
  plane.set('cluster', { c: edsCluster('c') })
  plane.set('endpoint', { c: endpoints('c', [one]) })
  plane.set('listener', { l: rdsListener('l', 'r') })
  plane.set('route', { r: routes('r', 'c') })
  const proxy = await startProxy(
    { secrets: meshSecrets(sidecar), adsPort: plane.port, adsId: PILOT },
    { concurrency: 2 },
  )
  const clients = await keptClients(6, proxy.port('l'))
  const load = steadyLoad(clients)
  const settled = async (
    kind: 'cluster' | 'endpoint' | 'listener' | 'route',
    change: () => void,
  ) => {
    const acks = plane.acks(kind)
    change()
    await until(() => plane.acks(kind) > acks)
  }
  await settled('endpoint', () => plane.set('endpoint', { c: endpoints('c', [one, two]) }))
  await settled('endpoint', () => plane.set('endpoint', { c: endpoints('c', [two]) }))
  await settled('cluster', () =>
    plane.set('cluster', { c: edsCluster('c', { connect_timeout: '2s' }) }),
  )
  await settled('route', () => plane.set('route', { r: routes('r', 'c', '') }))
  await settled('listener', () =>
    plane.set('listener', { l: rdsListener('l', 'r', { stat_prefix: 'changed' }) }),
  )
  await settled('listener', () => plane.set('listener', { other: rdsListener('other', 'r') }))
  await until(async () => (await proxy.get('/listeners')).includes('other'))
  assert.equal((await get(proxy.port('other'))).status, 200)
  await settled('listener', () => plane.set('listener', { other: null }))
  for (const client of clients) assert.equal(JSON.parse((await client.get()).body).name, 'two')
  const { sent, failures } = await load.stop()
  assert.deepEqual(failures, [])
  assert.ok(sent > 50)
  // What is wrong is refused once, whatever the number of threads.
  const broken = { match: { safe_regex: { regex: '(' } }, route: { cluster: 'c' } }
  plane.set('route', {
    r: { name: 'r', virtual_hosts: [{ name: 'all', domains: ['*'], routes: [broken] }] },
  })
  await until(() => plane.rejections.length > 0)
  assert.equal(plane.rejections.length, 1)
  for (const client of clients) client.close()
  await proxy.stop()
  await plane.close()
  for (const app of apps) await app.close()
})

test('an update that one worker refuses is refused whole, and told once', { skip }, async () => {
  const app = await httpApp('one')
  const plane = await startControlPlane(ca.identity(PILOT))
  plane.set('cluster', { c: edsCluster('c') })
  plane.set('endpoint', { c: endpoints('c', [app.port]) })
  plane.set('listener', { l: rdsListener('l', 'r') })
  plane.set('route', { r: routes('r', 'c') })
  const proxy = await startProxy(
    { secrets: meshSecrets(sidecar), adsPort: plane.port, adsId: PILOT },
    { concurrency: 2, workerFile: POISONED },
  )
  plane.set('cluster', { poison: edsCluster('poison'), d: edsCluster('d') })
  await until(() => plane.rejections.length > 0)
  assert.deepEqual(plane.rejections, ['poison: this worker cannot take it'])
  assert.doesNotMatch(await proxy.get('/clusters'), /^(poison|d)::/m)
  assert.match(await proxy.get('/stats'), /^cluster_manager\.cds\.update_rejected: 1$/m)
  assert.equal((await get(proxy.port('l'))).status, 200)
  plane.set('cluster', { poison: null, d: edsCluster('d') })
  await until(async () => /^d::/m.test(await proxy.get('/clusters')))
  await proxy.stop()
  await plane.close()
  await app.close()
})

test('secrets of the main thread serve in workers, and what comes later too', {
  skip,
}, async () => {
  const app = await httpApp('one')
  const server = await startProxy(
    {
      secrets: meshSecrets(ca.issue(testSpiffeId('server'))),
      clusters: [cluster('app', [app.port])],
      listeners: [
        listener('tls', [{ transport_socket: downstreamTls(), filters: [httpFilter('app')] }]),
      ],
    },
    { concurrency: 2 },
  )
  const client = await startProxy({
    secrets: meshSecrets(sidecar),
    clusters: [
      cluster('server', [server.port('tls')], {
        transport_socket: upstreamTls([testSpiffeId('server')]),
      }),
    ],
    listeners: [listener('out', [{ filters: [httpFilter('server')] }])],
  })
  for (let i = 0; i < 6; i++) assert.equal((await get(client.port('out'))).status, 200)
  await client.stop()
  await server.stop()
  await app.close()
})

test('a worker that dies ends the process with an error, after the others have drained', {
  skip,
}, async () => {
  const app = await httpApp('one')
  const proxy = await startProxy(
    {
      metadata: { FLOTILLA: { drainSec: 1 } },
      clusters: [cluster('app', [app.port])],
      listeners: [listener('h', [{ filters: [httpFilter('app')] }])],
    },
    { concurrency: 2, workerFile: POISONED },
  )
  assert.equal((await get(proxy.port('h'))).status, 200)
  const stopped = assert.rejects(
    proxy.proxy.whenStopped(),
    /worker \d is gone: nobody handles this/,
  )
  await fetch(`http://${proxy.admin}/healthcheck/fail`, { method: 'POST' })
  await stopped
  await app.close()
})

test('updates out of files reach every thread and lose no request', { skip }, async (t) => {
  const apps = [await httpApp('one'), await httpApp('two')]
  const [one = 0, two = 0] = apps.map(({ port }) => port)
  const dir = tempDir(t)
  const path = (name: string): string => join(dir, `${name}.json`)
  const write = (name: string, type: string, resource: object): void => {
    const typed = { '@type': `type.googleapis.com/envoy.config.${type}`, ...resource }
    writeFileSync(path(`${name}.new`), JSON.stringify({ resources: [typed] }))
    renameSync(path(`${name}.new`), path(name))
  }
  const from = (name: string): object => ({ path_config_source: { path: path(name) } })
  const eds = { type: 'EDS', eds_cluster_config: { eds_config: from('eds') } }
  write('cds', 'cluster.v3.Cluster', { name: 'c', connect_timeout: '1s', ...eds })
  write('eds', 'endpoint.v3.ClusterLoadAssignment', endpoints('c', [one]))
  write('rds', 'route.v3.RouteConfiguration', routes('r', 'c'))
  const rds = { rds: { route_config_name: 'r', config_source: from('rds') } }
  write('lds', 'listener.v3.Listener', rdsListener('l', 'r', rds))
  const text = JSON.stringify({
    node: { id: 'files', cluster: 'c' },
    admin: { address: address(0) },
    dynamic_resources: { cds_config: from('cds'), lds_config: from('lds') },
  })
  const proxy = new ProxyProcess(await parseBootstrap('test.json', text), { concurrency: 2 })
  await proxy.start()
  await proxy.whenReady()
  const { port } = parseHostPort(proxy.listenerAddress('l') ?? '')
  const clients = await keptClients(4, port)
  const load = steadyLoad(clients)
  const served = (name: string): Promise<void> =>
    until(async () => {
      const answers = await Promise.all(clients.map((client) => client.get()))
      return answers.every(({ body }) => body !== '' && JSON.parse(body).name === name)
    })
  await served('one')
  write('eds', 'endpoint.v3.ClusterLoadAssignment', endpoints('c', [two]))
  await served('two')
  write('cds', 'cluster.v3.Cluster', { name: 'c', connect_timeout: '2s', ...eds })
  write('rds', 'route.v3.RouteConfiguration', routes('r', 'c', ''))
  write('lds', 'listener.v3.Listener', rdsListener('l', 'r', { ...rds, stat_prefix: 'changed' }))
  await until(async () => {
    const stats = await (await fetch(`http://${proxy.adminAddress}/stats`)).text()
    return /^http\.changed\.downstream_rq_total: [1-9]/m.test(stats)
  })
  const { failures } = await load.stop()
  assert.deepEqual(failures, [])
  for (const client of clients) client.close()
  proxy.stop()
  await proxy.whenStopped()
  for (const app of apps) await app.close()
})

/** A proxy under a control plane: warming, atomic swaps, rejections with their path, removal, and loss of the stream. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { startControlPlane, type TestControlPlane } from '../testing/control-plane.ts'
import {
  address,
  httpFilter,
  listener,
  meshSecrets,
  type RunningProxy,
  startProxy,
  tcpFilter,
} from '../testing/running-proxy.ts'
import { get, type HttpReply, httpApp, type TestServer, until } from '../testing/servers.ts'

const ca = new TestCa()
const PILOT = testSpiffeId('istio-pilot-service-account', 'istio-system')
const sidecar = ca.issue(testSpiffeId('a'))

interface Mesh {
  readonly plane: TestControlPlane
  readonly proxy: RunningProxy
  readonly apps: readonly TestServer[]
  call(path?: string): Promise<HttpReply>
}

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

function routes(name: string, clusterName: string): object {
  return {
    name,
    virtual_hosts: [
      {
        name: 'all',
        domains: ['*'],
        routes: [{ match: { prefix: '/' }, route: { cluster: clusterName } }],
      },
    ],
  }
}

function rdsListener(name: string, routeName: string, more: object = {}): object {
  const rds = {
    route_config: undefined,
    rds: { route_config_name: routeName, config_source: { ads: {}, resource_api_version: 'V3' } },
  }
  return listener(name, [{ filters: [httpFilter('', rds)] }], more)
}

async function withMesh(run: (mesh: Mesh) => Promise<void>): Promise<void> {
  const apps = [await httpApp('one'), await httpApp('two')]
  const plane = await startControlPlane(ca.identity(PILOT))
  plane.set('cluster', { c: edsCluster('c') })
  plane.set('endpoint', { c: endpoints('c', [apps[0]?.port ?? 0]) })
  plane.set('listener', { l: rdsListener('l', 'r') })
  plane.set('route', { r: routes('r', 'c') })
  const proxy = await startProxy({
    secrets: meshSecrets(sidecar),
    adsPort: plane.port,
    adsId: PILOT,
  })
  try {
    await run({ plane, proxy, apps, call: (path) => get(proxy.port('l'), path) })
  } finally {
    await proxy.stop()
    await plane.close()
    for (const app of apps) await app.close()
  }
}

const nameOf = (reply: HttpReply): string => JSON.parse(reply.body).name

test('a proxy that was given everything serves, and says who it is', () =>
  withMesh(async ({ plane, call, proxy }) => {
    const reply = await call()
    assert.equal(nameOf(reply), 'one')
    const [node] = plane.nodes
    assert.equal(node?.id, 'sidecar~127.0.0.1~test-v1.default~default.svc.cluster.local')
    assert.equal(node?.userAgentName, 'flotilla')
    assert.deepEqual(plane.rejections, [])
    assert.deepEqual(plane.asked('route'), ['r'])
    assert.deepEqual(plane.asked('endpoint'), ['c'])
    const dump = JSON.parse(await proxy.get('/config_dump?include_eds'))
    const types = dump.configs.map((c: { '@type': string }) => c['@type'].split('.').at(-1))
    assert.deepEqual(types, [
      'BootstrapConfigDump',
      'ClustersConfigDump',
      'EndpointsConfigDump',
      'ListenersConfigDump',
      'ScopedRoutesConfigDump',
      'RoutesConfigDump',
      'SecretsConfigDump',
    ])
    assert.doesNotMatch(JSON.stringify(dump), /PRIVATE KEY/)
  }))

test('endpoints, routes and clusters change under traffic', () =>
  withMesh(async ({ plane, apps, call }) => {
    plane.set('endpoint', { c: endpoints('c', [apps[1]?.port ?? 0]) })
    await until(async () => nameOf(await call()) === 'two')
    plane.set('endpoint', { c: endpoints('c', []) })
    await until(async () => (await call()).status === 503)
    assert.equal((await call()).body, 'no healthy upstream')
    plane.set('endpoint', { d: endpoints('d', [apps[0]?.port ?? 0]) })
    plane.set('cluster', { d: edsCluster('d') })
    plane.set('route', { r: routes('r', 'd') })
    await until(async () => (await call()).status === 200)
    plane.set('cluster', { d: null })
    await until(async () => (await call()).status === 503)
  }))

test('a changed cluster serves on with the endpoints known, without a gap', () =>
  withMesh(async ({ plane, call, proxy }) => {
    plane.set('cluster', { c: edsCluster('c', { connect_timeout: '3s' }) })
    let failures = 0
    await until(async () => {
      if ((await call()).status !== 200) failures++
      return / 1$/m.test(await proxy.get('/stats?filter=cluster_modified'))
    })
    assert.equal((await call()).status, 200)
    assert.equal(failures, 0)
  }))

test('a bad resource rejects the whole update with its path, and everything stays', () =>
  withMesh(async ({ plane, call, proxy }) => {
    const cases: [() => void, RegExp][] = [
      [
        () =>
          plane.set('cluster', {
            fine: edsCluster('fine'),
            bad: edsCluster('bad', { lb_policy: 'MAGLEV', maglev_lb_config: { table_size: 10 } }),
          }),
        /bad: maglev_lb_config\.table_size: must be a prime/,
      ],
      [
        () =>
          plane.set('route', {
            r: {
              name: 'r',
              virtual_hosts: [
                { name: 'x', domains: ['*'] },
                { name: 'y', domains: ['*'] },
              ],
            },
          }),
        /r: virtual_hosts/,
      ],
      [
        () => plane.set('listener', { l: listener('l', [{ filters: [] }]) }),
        /l: filter_chains\[0\]\.filters: must not be empty/,
      ],
      [
        () =>
          plane.set('listener', {
            l: listener('l', [
              {
                filters: [tcpFilter('c', { tunneling_config: { hostname: 'x', use_post: true } })],
              },
            ]),
          }),
        /l: filter_chains\[0\]\.filters\[0\]\.typed_config\.tunneling_config\.use_post: .*not implemented/,
      ],
      [
        () =>
          plane.set('endpoint', {
            c: {
              cluster_name: 'c',
              endpoints: [{ lb_endpoints: [{ endpoint: { address: address(1, 'reviews') } }] }],
            },
          }),
        /c: endpoints\[0\]\.lb_endpoints\[0\]\.endpoint\.address\.socket_address\.address: "reviews" is not an IP/,
      ],
    ]
    for (const [act, want] of cases) {
      const before = plane.rejections.length
      act()
      await until(() => plane.rejections.length > before)
      assert.match(plane.rejections.at(-1) ?? '', want)
      assert.equal((await call()).status, 200, String(want))
    }
    assert.doesNotMatch(await proxy.get('/clusters'), /^fine::/m)
    const dump = JSON.parse(await proxy.get('/config_dump'))
    assert.match(dump.configs[1].error_state.details, /maglev/)
    // A later good version is taken, and the error is gone.
    plane.set('cluster', { bad: null, fine: edsCluster('fine') })
    plane.set('endpoint', { fine: endpoints('fine', []), c: endpoints('c', [1]) })
    await until(async () => /^fine::/m.test(await proxy.get('/clusters')))
    assert.equal(JSON.parse(await proxy.get('/config_dump')).configs[1].error_state, undefined)
  }))

test('a new listener waits for its routes, a changed one for its new ones', () =>
  withMesh(async ({ plane, proxy, call }) => {
    plane.set('listener', { m: rdsListener('m', 'later') })
    await until(() => plane.asked('route').includes('later'))
    assert.equal(proxy.proxy.listenerAddress('m'), null)
    plane.set('listener', { l: rdsListener('l', 'other') })
    await until(() => plane.asked('route').includes('other'))
    assert.equal((await call()).status, 200)
    plane.set('route', { later: routes('later', 'c'), other: routes('other', 'none') })
    await until(() => proxy.proxy.listenerAddress('m') !== null)
    assert.equal((await get(proxy.port('m'))).status, 200)
    await until(async () => (await call()).status === 503)
  }))

test('a removed listener is gone, its routes are no longer asked for', () =>
  withMesh(async ({ plane, proxy }) => {
    plane.set('listener', { l: null })
    await until(() => proxy.proxy.listenerAddress('l') === null)
    const dump = JSON.parse(await proxy.get('/config_dump'))
    const routes = dump.configs.find((c: { '@type': string }) =>
      /\.RoutesConfigDump$/.test(c['@type']),
    )
    assert.equal(routes.dynamic_route_configs, undefined, 'nothing, as proto-JSON shows it')
  }))

test('a listener that cannot be bound is told of until it can', () =>
  withMesh(async ({ plane, proxy }) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo // it listens on TCP
    const awaited = () => proxy.get('/init_dump').then((text) => JSON.parse(text))
    plane.set('listener', { m: rdsListener('m', 'r', { address: address(port) }) })
    await until(async () => (await awaited()).unready_targets_dumps !== undefined)
    const [{ target_names: names }] = (await awaited()).unready_targets_dumps
    assert.match(names.join(), new RegExp(`^listener m cannot listen on .*:${port}`))
    assert.equal((await get(proxy.port('l'))).status, 200)
    other.close()
    await until(async () => (await awaited()).unready_targets_dumps === undefined)
    assert.equal((await get(port)).status, 200)
  }))

test('static clusters are not the control plane’s to change', () =>
  withMesh(async ({ plane }) => {
    plane.set('cluster', { 'xds-grpc': edsCluster('xds-grpc') })
    await until(() => plane.rejections.length === 1)
    assert.match(plane.rejections[0] ?? '', /xds-grpc: name: is a static cluster of the bootstrap/)
  }))

test('a proxy that stops tells the control plane that it leaves', async () => {
  const plane = await startControlPlane(ca.identity(PILOT))
  const proxy = await startProxy({
    secrets: meshSecrets(sidecar),
    adsPort: plane.port,
    adsId: PILOT,
  })
  await proxy.stop()
  await until(() => plane.left.length === 1)
  assert.deepEqual(plane.left, [true])
  await plane.close()
})

test('without a control plane it is not ready, and says why', async () => {
  const plane = await startControlPlane(ca.identity(PILOT))
  await plane.close()
  const proxy = await startProxy({
    secrets: meshSecrets(sidecar),
    adsPort: plane.port,
    adsId: PILOT,
    awaitReady: false,
  })
  const ready = await fetch(`http://${proxy.admin}/ready`)
  assert.equal(ready.status, 503)
  assert.match(
    await ready.text(),
    /^INITIALIZING\nno clusters received yet\nno listeners received yet/,
  )
  await proxy.stop()
})

test('a control plane with another identity is not believed', async () => {
  const impostor = await startControlPlane(ca.identity(testSpiffeId('impostor')))
  const proxy = await startProxy({
    secrets: meshSecrets(sidecar),
    adsPort: impostor.port,
    adsId: PILOT,
    awaitReady: false,
  })
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.equal(impostor.nodes.length, 0)
  await proxy.stop()
  await impostor.close()
})

/** redisquota with a real Redis, alone and as a cluster: windows, sharing, deduplication, and Redis killed. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../http.ts'
import { eventually } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { Backend, onPeers, withFolder } from './backend.ts'
import { type LoneMixer, withMixer } from './lone-mixer.ts'

const RESOURCE_EXHAUSTED = 8
const UNAVAILABLE = 14
/** Long enough for a dozen calls of a machine that is busy. */
const WINDOW_MS = 4_000

/** The handler in Istio's new spelling, or as its legacy kind. */
function config(port: number, algorithm: string, isLegacy = false): string {
  const name = isLegacy ? 'rq.quota.istio-system' : 'rq.instance.istio-system'
  const params = `
    redisServerUrl: 127.0.0.1:${port}
    quotas:
    - name: ${name}
      maxAmount: 5
      validDuration: ${WINDOW_MS / 1000}s
      bucketDuration: 200ms
      rateLimitAlgorithm: ${algorithm}
      overrides: [{dimensions: {user: mary}, maxAmount: 2}]`
  const object = (kind: string, id: string, spec: string): string =>
    `---\napiVersion: config.istio.io/v1alpha2\nkind: ${kind}\nmetadata: {name: ${id}, namespace: istio-system}\nspec:\n${spec}\n`
  const dimensions = `{dimensions: {user: 'request.headers["user"] | "anybody"'}}`
  if (isLegacy)
    return (
      object('redisquota', 'redis', params.replaceAll('\n    ', '\n  ')) +
      object('quota', 'rq', `  ${dimensions.slice(1, -1)}`) +
      object('rule', 'r', '  actions: [{handler: redis.redisquota, instances: [rq.quota]}]')
    )
  return (
    object('handler', 'redis', `  compiledAdapter: redisquota\n  params:${params}`) +
    object('instance', 'rq', `  compiledTemplate: quota\n  params: ${dimensions}`) +
    object('rule', 'r', '  actions: [{handler: redis, instances: [rq]}]')
  )
}

let ids = 0

/** Grants of calls in a row. */
async function take(mixer: LoneMixer, count: number, user = 'john'): Promise<number[]> {
  const granted: number[] = []
  for (let i = 0; i < count; i++) {
    const { quota } = await ask(mixer, user, `${process.pid}-${ids++}`)
    granted.push(quota.status?.code === RESOURCE_EXHAUSTED ? 0 : Number(quota.grantedAmount))
  }
  return granted
}

async function ask(mixer: LoneMixer, user: string, id: string) {
  const headers = new Map([['user', user]])
  const { quotas } = await mixer.check({ 'request.headers': headers }, { rq: 1n }, id)
  const quota = quotas.get('rq')
  assert.ok(quota)
  return { quota, code: quota.status?.code ?? 0 }
}

function redisServer(
  program: string,
  port: number,
  folder: string,
  ...more: string[]
): Promise<Backend> {
  const flags = ['--port', String(port), '--dir', folder, '--save', '', '--bind', '127.0.0.1']
  return Backend.start({ program, port, args: [...flags, '--appendonly', 'no', ...more] })
}

export const redisquotaScenarios: readonly OwnScenario[] = [
  ...(['FIXED_WINDOW', 'ROLLING_WINDOW'] as const).map((algorithm) =>
    onPeers(
      `redisquota ${algorithm}: limits, overrides, repeats, two mixers`,
      ['redis-server', 'redis-cli'],
      (paths) => withFolder((folder) => windows(paths, folder, algorithm)),
    ),
  ),
  onPeers(
    'redisquota: Redis killed and started again, and another server in its place',
    ['redis-server'],
    (paths) => withFolder((folder) => killed(paths['redis-server'] ?? '', folder)),
  ),
  onPeers('redisquota: a cluster of three nodes', ['redis-server', 'redis-cli'], (paths) =>
    withFolder((folder) => cluster(paths, folder)),
  ),
]

async function windows(
  paths: Readonly<Record<string, string>>,
  folder: string,
  algorithm: 'FIXED_WINDOW' | 'ROLLING_WINDOW',
): Promise<void> {
  const port = await freePort()
  const redis = await redisServer(paths['redis-server'] ?? '', port, folder)
  await withMixer(config(port, algorithm), (first) =>
    withMixer(config(port, algorithm), async (second) => {
      await take(first, 1, 'warm')
      await take(second, 1, 'warm')
      assert.deepEqual(await take(first, 3), [1, 1, 1])
      assert.deepEqual(await take(second, 4), [1, 1, 0, 0], 'the second mixer shares the counter')
      assert.deepEqual(await take(second, 3, 'mary'), [1, 1, 0], 'the override has its own limit')
      await delay(WINDOW_MS + 300)
      const id = 'the same call'
      for (let i = 0; i < 9; i++) assert.equal((await ask(first, 'john', id)).code, 0)
      assert.deepEqual(await take(second, 5), [1, 1, 1, 1, 0], 'a repeated id counts once')
      const cli = (...words: string[]): string[] =>
        execFileSync(paths['redis-cli'] ?? '', ['-p', String(port), ...words], { encoding: 'utf8' })
          .trim()
          .split('\n')
      const keys = cli('KEYS', '*')
      assert.ok(keys.length >= 3)
      for (const key of keys) assert.ok(Number(cli('PTTL', key)[0]) > 0, `${key} never ends`)
      if (algorithm === 'ROLLING_WINDOW') await rolls(first)
    }),
  )
  await redis.kill()
}

/** Half of the window later nothing is free yet; after a whole one the first ones are. */
async function rolls(mixer: LoneMixer): Promise<void> {
  assert.deepEqual(await take(mixer, 3, 'rolling'), [1, 1, 1])
  await delay(WINDOW_MS * 0.6)
  assert.deepEqual(await take(mixer, 3, 'rolling'), [1, 1, 0])
  await delay(WINDOW_MS * 0.6)
  assert.deepEqual(await take(mixer, 4, 'rolling'), [1, 1, 1, 0], 'only the first three are free')
}

async function killed(program: string, folder: string): Promise<void> {
  const port = await freePort()
  // Mixer starts first: the handler is there, and counts once Redis is.
  await withMixer(config(port, 'FIXED_WINDOW', true), async (mixer) => {
    assert.equal((await ask(mixer, 'john', 'early')).code, UNAVAILABLE)
    const redis = await redisServer(program, port, folder)
    assert.equal((await ask(mixer, 'john', 'first')).code, 0)
    await redis.kill()
    const startedAt = performance.now()
    const { code, quota } = await ask(mixer, 'john', 'down')
    assert.equal(code, UNAVAILABLE)
    assert.match(quota.status?.message ?? '', /redisquota: Service Unavailable$/)
    assert.ok(performance.now() - startedAt < 3_000)
    await redis.start()
    assert.equal((await ask(mixer, 'john', 'again')).code, 0)
    await redis.kill()
    const { createServer } = await import('node:net')
    const garbage = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
    })
    await new Promise<void>((resolve) => garbage.listen(port, '127.0.0.1', resolve))
    assert.equal((await ask(mixer, 'john', 'garbage')).code, 13)
    await new Promise((resolve) => garbage.close(resolve))
    assert.ok((await mixer.metric('mixer_runtime_dispatches_total', 'adapter="redisquota"')) >= 5)
  })
}

async function cluster(paths: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const { mkdirSync } = await import('node:fs')
  const nodes: Backend[] = []
  const ports: number[] = []
  for (let i = 0; i < 3; i++) {
    const port = await lowPort()
    const own = `${folder}/${i}`
    mkdirSync(own)
    ports.push(port)
    nodes.push(
      await redisServer(paths['redis-server'] ?? '', port, own, '--cluster-enabled', 'yes'),
    )
  }
  const addresses = ports.map((port) => `127.0.0.1:${port}`)
  const create = ['--cluster', 'create', ...addresses, '--cluster-yes', '--cluster-replicas', '0']
  const cli = paths['redis-cli'] ?? ''
  execFileSync(cli, create, { stdio: 'ignore' })
  await eventually('every node knows that the cluster is whole', 15_000, () => {
    for (const port of ports) {
      const info = execFileSync(cli, ['-p', String(port), 'CLUSTER', 'INFO'], { encoding: 'utf8' })
      assert.match(info, /cluster_state:ok/)
    }
    return Promise.resolve()
  })
  await withMixer(config(ports[0] ?? 0, 'ROLLING_WINDOW'), async (mixer) => {
    await eventually('the cluster serves', 10_000, async () =>
      assert.equal((await ask(mixer, 'warm', `warm-${ids++}`)).code, 0),
    )
    for (let i = 0; i < 20; i++)
      assert.deepEqual(await take(mixer, 6, `user-${i}`), [1, 1, 1, 1, 1, 0], `user-${i}`)
  })
  for (const node of nodes) await node.kill()
}

/** A cluster's nodes also listen 10,000 ports higher. */
async function lowPort(): Promise<number> {
  for (;;) {
    const port = await freePort()
    if (port < 55_000) return port
  }
}

/** Mixer adapters out of process, in three languages: the samples as their READMEs start them. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { adopt } from '../children.ts'
import { command, flotilla, ROOT } from '../cli.ts'
import { fetchOnce, freePort } from '../http.ts'
import { sendLoad } from '../load.ts'
import { eventually, type Mesh } from '../mesh.ts'
import { findPeers } from '../peers.ts'
import { BOTH, type Scenario, sample } from '../scenario.ts'

const SAMPLES = join(ROOT, 'samples/adapters')

export const outOfProcess: readonly Scenario[] = [
  {
    name: "out of process: Istio's prometheus-oop-rule counts in an adapter that is a workload of the mesh",
    modes: BOTH,
    run: countsByName,
  },
  {
    name: 'out of process: Python checks and grants quotas in sessions, also after it was killed',
    modes: BOTH,
    run: (mesh) => inPython(mesh),
  },
  {
    name: 'out of process: Go gives the value of a header, by a template of its own',
    modes: BOTH,
    run: inGo,
  },
  {
    name: 'adapter new: within a minute a package is written, builds, passes its suite and counts in the mesh',
    modes: BOTH,
    run: newInAMinute,
  },
  {
    name: 'out of process: an adapter killed under load costs no request that its rules do not concern',
    modes: ['explicit'],
    run: killedUnderLoad,
  },
]

async function countsByName(mesh: Mesh): Promise<void> {
  const adapter = runWorkload(mesh)
  const files = [
    config('metric-template'),
    config('prometheus-nosession-adapter'),
    sample('policy/prometheus-oop-rule.yaml'),
  ]
  try {
    await eventually('the adapter is a ready workload', 20_000, async () => {
      const { workloads } = await mesh.status()
      assert.equal(workloads.find((one) => one.name === 'prometheusadapter')?.proxy.state, 'ready')
    })
    await mesh.apply(...files)
    await eventually('the adapter counts what reviews answered', 20_000, async () => {
      assert.equal((await fetchOnce(`${mesh.url}/productpage`)).status, 200)
      const page = await metricsOf(mesh)
      assert.match(page, /^# TYPE istio_request_count_oop counter$/m)
      assert.match(
        page,
        /istio_request_count_oop\{reporter="destination",source_workload="productpage-v1".*destination_workload="reviews-v\d".*response_code="200".*connection_security_policy="mutual_tls"\} [1-9]/,
      )
    })
  } finally {
    await mesh.delete(...[...files].reverse())
    await ended(adapter)
  }
}

/** `flotilla run` of the TypeScript adapter, under the name that Istio's sample calls. */
function runWorkload(mesh: Mesh): ChildProcess {
  const flags = [
    ['--state', mesh.stateDir],
    ['--namespace', 'istio-system'],
    ['--name', 'prometheusadapter'],
    ['--service', 'prometheusadapter'],
    ['--port', '8080:grpc'],
  ].flat()
  const program = [process.execPath, join(SAMPLES, 'typescript/main.ts')]
  return start('node', [join(ROOT, 'bin/flotilla.mjs'), 'run', ...flags, '--', ...program])
}

async function metricsOf(mesh: Mesh): Promise<string> {
  const { workloads } = await mesh.status()
  const address = workloads.find((one) => one.name === 'prometheusadapter')?.address ?? ''
  const host = mesh.mode === 'netns' ? '127.0.0.1' : address.split(':')[0]
  const url = `http://${host}:42422/metrics`
  const words = ['curl', '-s', '--noproxy', '*', url]
  const result = await mesh.cli(['exec', 'prometheusadapter', '--', ...words])
  return result.stdout
}

async function inPython(mesh: Mesh): Promise<void> {
  const python = peers(['grpcio-tools'])['grpcio-tools'] ?? ''
  const port = await freePort()
  const serve = (): ChildProcess =>
    start('python3', [join(SAMPLES, 'python/adapter.py'), '--listen', `127.0.0.1:${port}`], {
      PYTHONPATH: python,
    })
  const rule = atPort('python/rule.yaml', 9070, port)
  const objects = ['listentry-template', 'quota-template', 'allowlist-adapter'].map(config)
  let adapter = serve()
  try {
    await says(adapter, /serving listentry and quota/)
    await mesh.apply(...objects)
    await mesh.applyText(rule)
    await eventually('eve is not on the list', 10_000, async () => {
      const eve = await page(mesh, 'eve')
      assert.equal(eve.status, 403)
      assert.equal(
        eve.body,
        'PERMISSION_DENIED:allowlist.handler.istio-system:eve is not on the list',
      )
    })
    assert.equal((await page(mesh, 'mary')).status, 200)
    assert.equal((await page(mesh, '')).status, 200)
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) statuses.push((await page(mesh, 'jason')).status)
    assert.ok(statuses.includes(200) && statuses.includes(429), `jason: ${statuses.join(' ')}`)
    await ended(adapter, 'SIGKILL')
    adapter = serve()
    await says(adapter, /serving listentry and quota/)
    await eventually('the adapter that knows no session answers again', 20_000, async () => {
      assert.equal((await page(mesh, 'eve')).status, 403)
      assert.equal((await page(mesh, 'mary')).status, 200)
    })
  } finally {
    await remove(mesh, rule, objects)
    await ended(adapter)
  }
}

async function inGo(mesh: Mesh): Promise<void> {
  const binary = peers(['keyval-adapter'])['keyval-adapter'] ?? ''
  const port = await freePort()
  const rule = atPort('go/rule.yaml', 9071, port)
  const objects = ['keyval-template', 'keyval-adapter'].map(config)
  const adapter = start(binary, ['--listen', `127.0.0.1:${port}`])
  try {
    await says(adapter, /serving keyval/)
    await mesh.apply(...objects)
    await mesh.applyText(rule)
    await eventually("jason's group is in the answer", 10_000, async () => {
      const answer = await page(mesh, 'jason')
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['x-user-group'], 'admin')
    })
    assert.equal((await page(mesh, 'mary')).headers['x-user-group'], 'reader')
    await asked(mesh)
    const eve = await page(mesh, 'eve')
    assert.equal(eve.status, 404)
    assert.equal(eve.body, 'NOT_FOUND:keyval.handler.istio-system:no entry for eve')
    assert.equal((await page(mesh, '')).headers['x-user-group'], undefined)
  } finally {
    await remove(mesh, rule, objects)
    await ended(adapter)
  }
}

async function newInAMinute(mesh: Mesh): Promise<void> {
  const startedAt = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'flt-adapter-'))
  const root = join(folder, 'hitcount')
  const rule = join(root, 'rule.yaml')
  const run = async (...words: readonly string[]): Promise<void> => {
    const [file = '', ...args] = words
    const result = await command(file, args, { cwd: root })
    assert.equal(result.code, 0, `${words.join(' ')}: ${result.stdout}${result.stderr}`)
  }
  try {
    const made = await flotilla(['adapter', 'new', 'hitcount', '-t', 'metric', '--folder', folder])
    assert.equal(made.code, 0, made.stderr)
    await run(
      process.execPath,
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      '-p',
      'tsconfig.json',
    )
    await run(process.execPath, '--test')
    const installed = await mesh.cli(['adapter', 'install', root])
    assert.equal(installed.code, 0, installed.stderr)
    await mesh.apply(rule)
    await eventually('the adapter counts', 30_000, async () => {
      assert.equal((await fetchOnce(`${mesh.url}/productpage`)).status, 200)
      const mixer = (await mesh.status()).parts.find((part) => part.kind === 'mixer')
      const { body } = await fetchOnce(`http://${mixer?.addresses.metrics}/metrics`)
      assert.match(
        body,
        /hitcount_instances_total\{instance="hitcount\.instance\.istio-system"\} [1-9]/,
      )
    })
    const seconds = (performance.now() - startedAt) / 1000
    assert.ok(seconds < 60, `it took ${seconds.toFixed(1)} s`)
  } finally {
    await mesh.cli(['delete', '-f', rule, '--ignore-not-found'])
    await mesh.cli(['adapter', 'uninstall', 'hitcount'])
    await mesh.cli(['delete', 'template', 'metric', '-n', 'istio-system', '--ignore-not-found'])
    rmSync(folder, { recursive: true, force: true })
  }
  await mesh.settled()
}

/** The same question by `flotilla mixer check`, over mutual TLS with a certificate of its own. */
async function asked(mesh: Mesh): Promise<void> {
  const attributes = [
    'destination.namespace=default',
    'destination.labels=app=productpage',
    'request.headers[x-user]=jason',
  ].flatMap((one) => ['-a', one])
  const result = await mesh.cli(['mixer', 'check', ...attributes, '-o', 'json'])
  assert.equal(result.code, 0, result.stderr)
  const { allowed, responseHeaders } = JSON.parse(result.stdout)
  assert.equal(allowed, true)
  assert.deepEqual(responseHeaders, [
    { operation: 'REPLACE', name: 'x-user-group', value: 'admin' },
  ])
  const reported = await mesh.cli(['mixer', 'report', ...attributes, '-a', 'response.code=200'])
  assert.equal(reported.code, 0, reported.stderr)
}

/** Checks for jason go to the adapter; 100 requests a second of others do not. */
async function killedUnderLoad(mesh: Mesh): Promise<void> {
  const binary = peers(['keyval-adapter'])['keyval-adapter'] ?? ''
  const port = await freePort()
  const rule = atPort('go/rule.yaml', 9071, port)
  const objects = ['keyval-template', 'keyval-adapter'].map(config)
  const serve = (): ChildProcess => start(binary, ['--listen', `127.0.0.1:${port}`])
  let adapter = serve()
  try {
    await says(adapter, /serving keyval/)
    await mesh.apply(...objects)
    await mesh.applyText(rule)
    await eventually('jason is served', 10_000, async () =>
      assert.equal((await page(mesh, 'jason')).headers['x-user-group'], 'admin'),
    )
    let isOver = false
    const load = sendLoad({
      url: `${mesh.url}/static/bookinfo.css`,
      perSecond: 100,
      requests: 300,
      freshEvery: Number.POSITIVE_INFINITY,
      until: () => isOver,
      maxRequests: 5_000,
      headers: () => ({}),
    })
    const drill = (async () => {
      for (let i = 0; i < 3; i++) {
        await ended(adapter, 'SIGKILL')
        adapter = serve()
        await says(adapter, /serving keyval/)
        await eventually('jason is served again', 15_000, async () =>
          assert.equal((await page(mesh, 'jason')).headers['x-user-group'], 'admin'),
        )
      }
    })().finally(() => {
      isOver = true
    })
    const [result] = await Promise.all([load, drill])
    assert.equal(result.failed, 0, `${result.failed} of ${result.sent}: ${result.failures.join()}`)
  } finally {
    await remove(mesh, rule, objects)
    await ended(adapter)
  }
}

function config(name: string): string {
  return join(SAMPLES, 'config', `${name}.yaml`)
}

/** The sample's rules, for an adapter at another port. */
function atPort(file: string, written: number, port: number): string {
  return readFileSync(join(SAMPLES, file), 'utf8').replace(
    `127.0.0.1:${written}`,
    `127.0.0.1:${port}`,
  )
}

async function remove(mesh: Mesh, rule: string, objects: readonly string[]): Promise<void> {
  const deleted = await mesh.cli(['delete', '-f', '-', '--ignore-not-found'], rule)
  assert.equal(deleted.code, 0, deleted.stderr)
  await mesh.delete(...objects)
}

function page(mesh: Mesh, user: string): ReturnType<typeof fetchOnce> {
  return fetchOnce(`${mesh.url}/productpage`, user === '' ? {} : { headers: { 'x-user': user } })
}

function peers(names: readonly string[]): Readonly<Record<string, string>> {
  const found = findPeers(names)
  if (found.kind === 'missing') throw new Error(found.reason)
  return found.paths
}

const outputs = new WeakMap<ChildProcess, { text: string }>()

function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  const child = adopt(spawn(file, [...args], { env: { ...process.env, ...env }, stdio: 'pipe' }))
  const output = { text: '' }
  outputs.set(child, output)
  const gather = (chunk: Buffer): void => {
    output.text = (output.text + chunk.toString('utf8')).slice(-20_000)
  }
  child.stdout?.on('data', gather)
  child.stderr?.on('data', gather)
  child.on('error', (error) => gather(Buffer.from(error.message)))
  return child
}

function says(child: ChildProcess, pattern: RegExp): Promise<void> {
  return eventually(`the adapter says ${pattern}`, 20_000, async () => {
    const { text } = outputs.get(child) ?? { text: '' }
    assert.match(text, pattern)
  })
}

async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

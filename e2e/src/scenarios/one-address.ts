/** Explicit mode where the only loopback address is 127.0.0.1, as on macOS: in a network namespace made so, without root. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type CommandResult, command, ROOT } from '../cli.ts'
import { eventually, type StatusView } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'
import { SHARED, sample, samplesArePresent } from '../scenario.ts'

const NAMESPACE = `one-address-${process.pid}`
const NOBODY = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
const PORT = 8080
const SERVER =
  'require("http").createServer((q, s) => s.end("hello")).listen(process.env.FLOTILLA_PORT, process.env.FLOTILLA_ADDR)'

export const oneAddress: readonly OwnScenario[] = [
  {
    name: 'explicit: two meshes, the sample and run on one loopback address, without root',
    run: async () => {
      if (process.platform !== 'linux' || process.getuid?.() !== 0) {
        process.stdout.write('SKIP one loopback address: making such a namespace needs root\n')
        return
      }
      await makeNamespace()
      const home = mkdtempSync(join(tmpdir(), 'flt-one-'))
      try {
        await run(['chown', '65534:65534', home])
        await scenario(await userOf(home), home)
      } finally {
        for (const state of ['state', 'second'])
          await inside([process.execPath, LAUNCHER, 'down', '--state', join(home, state)], home)
        await run(['ip', 'netns', 'delete', NAMESPACE])
        rmSync(home, { recursive: true, force: true })
      }
    },
  },
]

const LAUNCHER = join(ROOT, 'bin', 'flotilla.mjs')

type Cli = (name: string, ...args: string[]) => Promise<CommandResult>
type Shell = (args: readonly string[]) => Promise<CommandResult>

async function scenario(shell: Shell, home: string): Promise<void> {
  const mesh =
    (state: string): Cli =>
    (name, ...args) =>
      shell([process.execPath, LAUNCHER, name, '--state', join(home, state), ...args])
  const flotilla = mesh('state')
  const other = mesh('second')

  // 1. Two meshes start at once; no mode is named.
  const ups = await Promise.all([
    flotilla('up', '--detach', '--port', String(PORT)),
    other('up', '--detach', '--port', String(PORT + 1), '--no-sample'),
  ])
  for (const { code, stderr } of ups) assert.equal(code, 0, stderr)
  assert.equal((await other('down', '--purge')).code, 0)

  // 2. Everything is on 127.0.0.1, at ports of its own.
  const status = JSON.parse((await flotilla('status', '-o', 'json')).stdout) as StatusView // the command's contract
  assert.equal(status.mode, 'explicit')
  assert.equal(status.state, 'ready')
  assert.deepEqual([...new Set(status.workloads.map((w) => w.address))], ['127.0.0.1'])
  const ports = [
    ...status.parts.map((part) => part.addresses.grpc),
    ...status.workloads.map((w) => w.proxy.admin),
  ]
  assert.equal(new Set(ports).size, ports.length)

  // 3. Istio's own files steer the sample.
  assert.match(await page(shell), /Reviewer1/)
  if (samplesArePresent()) await applySamples(flotilla, shell)
  else process.stdout.write(`SKIP Istio's sample files: ${SHARED} is absent\n`)

  // 4. A workload joins, is called by name, and another one on its port is refused.
  const joined = ['--name', 'hello', '--port', '8000', '--']
  const running = flotilla('run', ...joined, process.execPath, '-e', SERVER)
  const call = ['productpage-v1', '--', 'curl', '-s', '-m', '3', 'http://hello:8000/']
  await eventually('hello answers by name', 15_000, async () =>
    assert.equal((await flotilla('exec', ...call)).stdout, 'hello'),
  )
  const clash = await flotilla('run', '--name', 'hello2', '--port', '8000', '--', 'true')
  assert.equal(clash.code, 1)
  assert.match(clash.stderr, /^error: port 8000 of 127\.0\.0\.1.* in use by hello; .*--port 8000/)

  // 5. Down ends it all.
  assert.equal((await flotilla('down', '--purge')).code, 0)
  assert.match((await running).stderr, /is being stopped, and hello with it/)
  const sockets = await shell(['cat', '/proc/net/tcp'])
  const listening = sockets.stdout.split('\n').filter((line) => line.split(/\s+/)[4] === '0A')
  assert.deepEqual(listening, [])
}

async function applySamples(flotilla: Cli, shell: Shell): Promise<void> {
  const steps: readonly (readonly [files: readonly string[], shows: RegExp])[] = [
    [
      ['networking/destination-rule-all-mtls.yaml', 'networking/virtual-service-all-v1.yaml'],
      /^(?!.*glyphicon-star)/s,
    ],
    [['networking/virtual-service-reviews-v3.yaml'], /color="red/],
    [['policy/mixer-rule-deny-label.yaml'], /Ratings service is currently unavailable/],
  ]
  for (const [files, shows] of steps) {
    const applied = await flotilla('apply', ...files.flatMap((file) => ['-f', sample(file)]))
    assert.equal(applied.code, 0, applied.stderr)
    await eventually(files.join(' and '), 10_000, async () =>
      assert.match(await page(shell), shows),
    )
  }
}

async function page(shell: Shell): Promise<string> {
  const url = `http://127.0.0.1:${PORT}/productpage`
  return (await shell(['curl', '-s', '-m', '5', url])).stdout
}

async function makeNamespace(): Promise<void> {
  await run(['ip', 'netns', 'add', NAMESPACE])
  // Bringing lo up gives it 127.0.0.1/8, which holds every address of 127.0.0.0.
  for (const change of [
    ['link', 'set', 'lo', 'up'],
    ['address', 'flush', 'dev', 'lo'],
    ['address', 'add', '127.0.0.1/32', 'dev', 'lo'],
  ])
    await run(['ip', '-n', NAMESPACE, ...change])
}

/** Runs as a user without rights where such a user can read this folder. */
async function userOf(home: string): Promise<Shell> {
  const asNobody: Shell = (args) => inside([...NOBODY, ...args], home)
  const { code } = await asNobody(['cat', join(ROOT, 'package.json')])
  if (code === 0) return asNobody
  process.stdout.write(`     as root: other users cannot read ${ROOT}\n`)
  return (args) => inside(args, home)
}

function inside(args: readonly string[], home: string): Promise<CommandResult> {
  const env = { HOME: home }
  return command('ip', ['netns', 'exec', NAMESPACE, ...args], { env })
}

async function run([file = '', ...args]: readonly string[]): Promise<void> {
  const result = await command(file, args)
  assert.equal(result.code, 0, `${file} ${args.join(' ')}: ${result.stderr}`)
}

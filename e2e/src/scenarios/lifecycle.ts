/** What `up` and `down` promise: nothing left behind, crashes cleaned up, two meshes side by side, clear refusals. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { productPage } from '../bookinfo.ts'
import { command, flotilla, ROOT } from '../cli.ts'
import { freePort } from '../http.ts'
import { eventually, Mesh, type Mode } from '../mesh.ts'
import type { OwnScenario } from '../runner.ts'

/** Found in the command lines of everything that the run started. */
const RUN_NAME = 'ends-with-down'

export const lifecycle: readonly OwnScenario[] = [
  {
    name: 'netns: down leaves nothing behind, also after kill -9 of up',
    run: () => crashAndDown('netns'),
  },
  {
    name: 'explicit: down leaves nothing behind, also after kill -9 of up',
    run: () => crashAndDown('explicit'),
  },
  {
    name: 'netns: two meshes run side by side',
    run: async () => {
      const meshes = [
        await Mesh.start('netns', await freePort()),
        await Mesh.start('netns', await freePort()),
      ]
      try {
        for (const mesh of meshes) assert.equal((await productPage(mesh.url)).status, 200)
      } finally {
        for (const mesh of meshes) await mesh.stop()
      }
    },
  },
  {
    name: 'netns: down ends a running flotilla run, which says why',
    run: () => downUnderRun('netns'),
  },
  {
    name: 'explicit: down ends a running flotilla run, which says why',
    run: () => downUnderRun('explicit'),
  },
  {
    name: 'netns: Ctrl-C during the start leaves nothing behind, also when it is repeated',
    run: () => interrupted('netns', 'pilot is ready', 1),
  },
  {
    name: 'explicit: Ctrl-C during the start leaves nothing behind, also when it is repeated',
    run: () => interrupted('explicit', 'citadel is ready', 1),
  },
  {
    name: 'netns: Ctrl-C of a mesh that is up leaves nothing behind, also when it is repeated',
    run: () => interrupted('netns', 'The mesh is up', 0),
  },
  {
    name: 'a second up does not disturb the first, which down then ends',
    run: upDuringUp,
  },
  {
    name: 'netns: a proxy that hangs is degraded and says why, not starting',
    run: hangingProxy,
  },
  {
    name: 'up refuses with one sentence and makes nothing: port in use, unknown mode, missing tool, no such file',
    run: async () => {
      const state = mkdtempSync(join(tmpdir(), 'flt-refuse-'))
      const taken = createServer().listen(0, '127.0.0.1')
      await once(taken, 'listening')
      const { port } = taken.address() as AddressInfo // it listens on TCP
      const busy = await flotilla(['up', '--detach', '--port', String(port), '--state', state])
      taken.close()
      assert.equal(busy.code, 1)
      assert.match(busy.stderr, /port \d+ of 127\.0\.0\.1 is in use; .*--port/)
      const mode = await flotilla(['up', '--mode', 'magic', '--state', state])
      assert.equal(mode.code, 2)
      const tools = join(state, 'tools')
      mkdirSync(tools)
      symlinkSync(process.execPath, join(tools, 'node'))
      const env = { PATH: tools }
      const made = join(state, 'made')
      const forced = await flotilla(['up', '--mode', 'netns', '--state', made], { env })
      assert.equal(forced.code, 1)
      assert.match(
        forced.stderr,
        process.getuid?.() === 0
          ? /^error: ip is not on PATH; install the package iproute2 .* or use --mode explicit/
          : /^error: network namespaces need (root|Linux).*use --mode explicit/,
      )
      const config = await flotilla(['up', '--config', join(state, 'none.yaml'), '--state', made])
      assert.equal(config.code, 1)
      assert.match(config.stderr, /none\.yaml: no such file or folder/)
      const bad = join(state, 'bad.yaml')
      const object = 'apiVersion: networking.istio.io/v1alpha3\nkind: Gateway\n'
      writeFileSync(bad, `${object}metadata: {name: g}\nspec: {slector: {a: b}}\n`)
      const invalid = await flotilla(['up', '--config', bad, '--state', made])
      assert.equal(invalid.code, 1)
      assert.match(invalid.stderr, /bad\.yaml:4:\d+: error: spec\.slector/)
      assert.doesNotMatch(invalid.stderr, /is ready/)
      if (existsSync('/proc/self')) {
        const kernel = await flotilla(['up', '--state', '/proc/flotilla'], { timeoutMs: 20_000 })
        assert.equal(kernel.code, 1)
        assert.match(kernel.stderr, /^error: the state directory \/proc\/flotilla cannot be made/)
      }
      assert.equal(existsSync(made), false)
      const empty = join(state, 'empty.yaml')
      writeFileSync(empty, '# nothing\n')
      const nothing = await flotilla(['validate', '-f', empty])
      assert.equal(nothing.code, 1)
      assert.match(nothing.stderr, /^error: no object in \S+empty\.yaml/)
      rmSync(state, { recursive: true, force: true })
    },
  },
]

/** The text that is in the name of every namespace and link of the mesh that runs now in a state directory. */
function tagOf(stateDir: string): string {
  const { plan } = JSON.parse(readFileSync(join(stateDir, 'mesh.json'), 'utf8')) as {
    plan: { tag: string }
  } // written by up
  return plan.tag
}

/** What the machine holds of a mesh: processes that name `word`, and namespaces, links and resolver folders of its tag. */
async function traces(word: string, tag: string): Promise<string[]> {
  const found: string[] = []
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      if (line.includes(word) && Number(pid) !== process.pid) found.push(`process ${pid} ${line}`)
    } catch {
      // it ended meanwhile
    }
  }
  const names = await command('ip', ['netns', 'list'])
  const links = await command('ip', ['-o', 'link', 'show'])
  found.push(...names.stdout.split('\n').filter((line) => line.startsWith(`flt-${tag}`)))
  found.push(...links.stdout.split('\n').filter((line) => line.includes(` flt${tag}`)))
  if (existsSync('/etc/netns'))
    found.push(...readdirSync('/etc/netns').filter((name) => name.startsWith(`flt-${tag}`)))
  return found
}

async function crashAndDown(mode: Mode): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), `flt-crash-${mode}-`))
  const own = ['--state', state]
  const port = String(await freePort())
  const up = (): ReturnType<typeof spawn> =>
    spawn(
      'node',
      [join(ROOT, 'bin', 'flotilla.mjs'), 'up', '--mode', mode, '--port', port, ...own],
      { stdio: 'ignore', detached: true },
    )
  const first = up()
  await eventually('the page is served', 60_000, async () =>
    assert.equal((await productPage(`http://127.0.0.1:${port}`)).status, 200),
  )
  await eventually('the supervisor is recorded', 30_000, async () =>
    assert.ok(existsSync(join(state, 'run', 'supervisor.process.json'))),
  )
  killGroup(first.pid)
  assert.equal(
    (await productPage(`http://127.0.0.1:${port}`)).status,
    200,
    'traffic goes on without a supervisor',
  )
  const second = await flotilla(['up', '--detach', '--mode', mode, '--port', port, ...own])
  assert.equal(second.code, 0, `up after a crash: ${second.stderr}`)
  assert.equal((await productPage(`http://127.0.0.1:${port}`)).status, 200)
  const tag = tagOf(state)
  assert.notDeepEqual(await traces(state, tag), [])
  for (const times of ['once', 'twice'])
    assert.equal((await flotilla(['down', '--purge', ...own])).code, 0, `down ${times}`)
  assert.deepEqual(await traces(state, tag), [])
  assert.equal(existsSync(state), false)
}

/** An `up` in the foreground with all that it has printed, in a process group of its own as a terminal has it. */
interface Foreground {
  readonly pid: number
  readonly said: () => string
  readonly ended: Promise<number | null>
}

function upInForeground(mode: Mode, port: number, state: string): Foreground {
  const args = ['up', '--mode', mode, '--port', String(port), '--state', state]
  const child = spawn('node', [join(ROOT, 'bin', 'flotilla.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  const ended = new Promise<number | null>((settle, reject) => {
    child.on('error', reject)
    child.on('close', settle)
  })
  assert.ok(child.pid)
  return { pid: child.pid, said: () => text, ended }
}

async function interrupted(mode: Mode, sentence: string, code: number): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), `flt-interrupt-${mode}-`))
  const up = upInForeground(mode, await freePort(), state)
  await eventually(`up says: ${sentence}`, 60_000, () => {
    assert.ok(up.said().includes(sentence), up.said())
    return Promise.resolve()
  })
  const tag = tagOf(state)
  assert.notDeepEqual(await traces(state, tag), [])
  process.kill(-up.pid, 'SIGINT')
  await eventually('it says that it stops', 5_000, () => {
    assert.match(up.said(), /flotilla: stopping/)
    return Promise.resolve()
  })
  interruptAgain(up.pid)
  assert.equal(await up.ended, code, up.said())
  if (code !== 0) assert.match(up.said(), /error: interrupted before the mesh was ready/)
  assert.deepEqual(await traces(state, tag), [], up.said())
  assert.equal(existsSync(join(state, 'journal.jsonl')), false)
  rmSync(state, { recursive: true })
}

/** The second one may come too late, when nothing is left. */
function interruptAgain(pid: number): void {
  try {
    process.kill(-pid, 'SIGINT')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

async function upDuringUp(): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'flt-twice-'))
  const own = ['--state', state]
  const port = await freePort()
  const first = upInForeground('explicit', port, state)
  await eventually('the first has begun', 20_000, () => {
    assert.match(first.said(), /network: explicit/)
    return Promise.resolve()
  })
  const tag = tagOf(state)
  const second = await flotilla(['up', '--detach', '--port', String(await freePort()), ...own])
  assert.equal(second.code, 1)
  assert.match(second.stderr, /^error: a mesh (is being started|runs) in \S+ .*flotilla down/)
  assert.equal(second.stderr.trim().split('\n').length, 1, second.stderr)
  await eventually('the first is up', 60_000, () => {
    assert.match(first.said(), /The mesh is up/)
    return Promise.resolve()
  })
  assert.equal((await productPage(`http://127.0.0.1:${port}`)).status, 200)
  assert.equal((await flotilla(['down', ...own])).code, 0)
  await first.ended
  assert.deepEqual(await traces(state, tag), [])
  const third = upInForeground('explicit', port, state)
  await eventually('the third has begun', 20_000, () => {
    assert.match(third.said(), /citadel is ready/)
    return Promise.resolve()
  })
  const down = await flotilla(['down', '--purge', ...own])
  assert.equal(down.code, 0, down.stderr)
  assert.equal(await third.ended, 1)
  assert.match(third.said(), /error: stopped by flotilla down before the mesh was ready/)
  assert.deepEqual(await traces(state, tag), [])
  assert.equal(existsSync(state), false)
}

async function hangingProxy(): Promise<void> {
  const mesh = await Mesh.start('netns', await freePort())
  try {
    const pid = (await mesh.status()).workloads.find((w) => w.name === 'ratings-v1')?.proxy.pid
    assert.ok(pid)
    process.kill(pid, 'SIGSTOP')
    const { stdout } = await mesh.cli(['status'])
    process.kill(pid, 'SIGCONT')
    assert.match(stdout, /^degraded \(netns\)/)
    assert.match(stdout, /^ratings-v1 +default +degraded /m)
    assert.match(stdout, /ratings-v1: its process is suspended by a signal/)
    const { workloads } = await mesh.status()
    assert.deepEqual([...new Set(workloads.map((w) => w.proxy.state))], ['ready'])
    const ratings = workloads.find((w) => w.name === 'ratings-v1')
    assert.equal(ratings?.proxy.identity, 'spiffe://cluster.local/ns/default/sa/bookinfo-ratings')
  } finally {
    await mesh.stop()
  }
}

async function downUnderRun(mode: Mode): Promise<void> {
  const mesh = await Mesh.start(mode, await freePort(), ['--no-sample'])
  const port = await freePort()
  const server = 'require("http").createServer((q, s) => s.end()).listen(process.argv[1])'
  const command = ['node', '-e', server, String(port), RUN_NAME]
  const flags = ['--name', RUN_NAME, '--port', String(port)]
  const running = mesh.cli(['run', ...flags, '--', ...command])
  await eventually('the workload is ready', 15_000, async () => {
    const found = (await mesh.status()).workloads.find((w) => w.name === RUN_NAME)
    assert.equal(found?.proxy.state, 'ready')
  })
  const tag = tagOf(mesh.stateDir)
  assert.notDeepEqual(await traces(RUN_NAME, tag), [])
  await mesh.stop()
  const ended = await running
  assert.equal(ended.code, 1, ended.stderr)
  assert.match(ended.stderr, /error: the mesh in \S+ is being stopped, and ends-with-down with it/)
  assert.deepEqual(await traces(RUN_NAME, tag), [])
  assert.equal(existsSync(mesh.stateDir), false)
}

function killGroup(pid: number | undefined): void {
  assert.ok(pid)
  process.kill(-pid, 'SIGKILL')
}

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
      assert.equal(existsSync(made), false)
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

/** Processes that replace each other under load: nobody who connects or asks notices. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { tempDir } from '@flotilla/testkit'
import { address, cluster, httpFilter, listener, tcpFilter } from '../testing/running-proxy.ts'
import { echoApp, httpApp, until } from '../testing/servers.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const skip = process.platform === 'linux' ? false : 'sockets are handed over on Linux only'

interface Running {
  readonly child: ChildProcess
  readonly admin: string
  readonly ended: Promise<number | null>
}

async function start(t: TestContext, file: string, path: string, threads = 1): Promise<Running> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      MAIN,
      '-c',
      file,
      '--hot-restart-path',
      path,
      '--concurrency',
      String(threads),
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  t.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'close').then(([code]) => code as number | null) // as Node documents
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk
  })
  await until(() => text.includes('\n') || child.exitCode !== null)
  return { child, admin: JSON.parse(text).addresses.http, ended }
}

async function portsOf(admin: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`http://${admin}/listeners`)).text()
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.split('::')[0], Number(/:(\d+)$/.exec(line)?.[1])]),
  )
}

/** Requests at 200/s, every tenth on a connection of its own, until told to stop; the failures. */
function load(port: number): { stop(): Promise<{ sent: number; failures: string[] }> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const failures: string[] = []
  const pending: Promise<void>[] = []
  let isOver = false
  const one = (isFresh: boolean): Promise<void> =>
    new Promise((resolve) => {
      const call = request(
        { port, host: '127.0.0.1', agent: isFresh ? false : agent },
        (response) => {
          if (response.statusCode !== 200) failures.push(`status ${response.statusCode}`)
          response.resume().on('end', resolve)
        },
      )
      call.on('error', (error) => {
        failures.push(String(error))
        resolve()
      })
      call.end()
    })
  const sending = (async () => {
    for (let i = 0; !isOver; i++) {
      pending.push(one(i % 10 === 0))
      await delay(5)
    }
  })()
  return {
    stop: async () => {
      isOver = true
      await sending
      await Promise.all(pending)
      agent.destroy()
      return { sent: pending.length, failures }
    },
  }
}

function bootstrap(t: TestContext, http: number, tcp: number): { file: string; path: string } {
  const dir = tempDir(t)
  const file = join(dir, 'b.json')
  writeFileSync(
    file,
    JSON.stringify({
      node: { id: 'a', metadata: { FLOTILLA: { drainSec: 1 } } },
      admin: { address: address(0) },
      static_resources: {
        clusters: [cluster('http', [http]), cluster('tcp', [tcp])],
        listeners: [
          listener('h', [{ filters: [httpFilter('http')] }]),
          listener('t', [{ filters: [tcpFilter('tcp')] }]),
        ],
      },
    }),
  )
  return { file, path: join(dir, 'hot') }
}

for (const threads of [
  [1, 1, 1, 1],
  [2, 3],
])
  test(`processes of ${threads} threads replace each other under load, and no request fails`, {
    skip,
  }, async (t) => {
    const app = await httpApp('a')
    const echo = await echoApp()
    const { file, path } = bootstrap(t, app.port, echo.port)
    let running = await start(t, file, path, threads[0])
    const ports = await portsOf(running.admin)
    const raw = connect(ports['t'] ?? 0, '127.0.0.1')
    raw.on('error', () => undefined)
    raw.write('a')
    await once(raw, 'data')
    await until(() => statSync(path, { throwIfNoEntry: false })?.isSocket() === true)
    assert.equal(statSync(path).mode & 0o777, 0o600)
    const requests = load(ports['h'] ?? 0)
    for (let i = 0; i + 1 < threads.length; i++) {
      const next = await start(t, file, path, threads[i + 1])
      assert.deepEqual(await portsOf(next.admin), ports)
      assert.equal(await running.ended, 0)
      running = next
      await delay(100)
    }
    const { sent, failures } = await requests.stop()
    assert.deepEqual(failures, [])
    assert.ok(sent > 100 * (threads.length - 1), `${sent} requests`)
    // A raw connection lives as long as the drain time of its process.
    if (!raw.destroyed) await once(raw.resume(), 'close')
    running.child.kill('SIGTERM')
    assert.equal(await running.ended, 0)
    await app.close()
    await echo.close()
  })

test('a successor that dies before it serves leaves everything as it was', { skip }, async (t) => {
  const app = await httpApp('a')
  const echo = await echoApp()
  const { file, path } = bootstrap(t, app.port, echo.port)
  const running = await start(t, file, path)
  const ports = await portsOf(running.admin)
  await until(() => statSync(path, { throwIfNoEntry: false })?.isSocket() === true)
  const half = connect(path)
  half.write('take 1\n')
  await once(half, 'data')
  half.destroy()
  const requests = load(ports['h'] ?? 0)
  await delay(100)
  assert.deepEqual((await requests.stop()).failures, [])
  const next = await start(t, file, path)
  assert.equal(await running.ended, 0)
  next.child.kill('SIGTERM')
  assert.equal(await next.ended, 0)
  await app.close()
  await echo.close()
})

/** The proxy as users start it: `flotilla proxy -c FILE`, its admin endpoint and its end. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../src/cli.ts'
import type { Json } from './bootstrap.ts'

const START_MS = 30_000
const STOP_MS = 10_000

/** Kept by what serves and dials while it works on something; 0 when the clients have left. */
const BUSY = /(downstream_cx_active|_rq_active|upgrades_active|rq_pending_active)$/

export interface ShippedProxy {
  readonly pid: number
  /** `127.0.0.1:port` of the admin endpoint. */
  readonly admin: string
  port(listener: string): number
  /** Statistics whose name matches. */
  stats(filter: string): Promise<ReadonlyMap<string, number>>
  /** Waits until nothing is under way any more; throws what still is after `withinMs`. */
  settled(withinMs?: number): Promise<void>
  /** Ends it by SIGTERM; throws when it does not exit with 0 or has logged an error. */
  stop(): Promise<void>
}

export async function startShipped(
  file: string,
  config: Json,
  flags: readonly string[] = [],
): Promise<ShippedProxy> {
  writeFileSync(file, JSON.stringify(config))
  const main = join(ROOT, 'apps', 'cli', 'src', 'main.ts')
  const child = spawn(process.execPath, [main, 'proxy', '-c', file, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compile') },
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-262_144)
  })
  const exited = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      errors += error.message
      resolve(-1)
    })
    child.on('exit', (code) => resolve(code ?? 128))
  })
  const admin = await Promise.race([readyAddress(child.stdout), exited.then(() => null), tooLate()])
  if (admin === null) {
    child.kill('SIGKILL')
    throw new Error(`the proxy does not start: ${errors.trim()}`)
  }
  const ports = await listenerPorts(admin)
  const stats = (filter: string): Promise<ReadonlyMap<string, number>> => readStats(admin, filter)
  return {
    pid: child.pid ?? 0,
    admin,
    port: (name) => {
      const port = ports.get(name)
      assert.ok(port !== undefined, `no listener ${name}`)
      return port
    },
    stats,
    settled: (withinMs = 5_000) => settle(stats, withinMs),
    stop: async () => {
      child.kill('SIGTERM')
      const killing = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      const code = await exited
      clearTimeout(killing)
      const logged = errors.split('\n').filter((line) => line.includes('"level":"error"'))
      assert.equal(code, 0, `the proxy ended with ${code}: ${errors.slice(-2_000)}`)
      assert.deepEqual(logged, [], 'the proxy logged errors')
    },
  }
}

/** The admin address, once the proxy says that it is ready. */
function readyAddress(stdout: NodeJS.ReadableStream): Promise<string | null> {
  return new Promise((resolve) => {
    let text = ''
    stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const address = /"event":"ready".*"http":"([^"]+)"/.exec(text)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
}

async function tooLate(): Promise<null> {
  await sleep(START_MS, null, { ref: false })
  return null
}

async function listenerPorts(admin: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`http://${admin}/listeners?format=json`)
  const body = (await response.json()) as ListenersAnswer // the admin API's documented shape
  return new Map(
    body.listener_statuses.map((one) => [
      one.name,
      one.local_address.socket_address?.port_value ?? 0,
    ]),
  )
}

interface ListenersAnswer {
  readonly listener_statuses: readonly {
    readonly name: string
    readonly local_address: { readonly socket_address?: { readonly port_value: number } }
  }[]
}

async function readStats(admin: string, filter: string): Promise<ReadonlyMap<string, number>> {
  const response = await fetch(`http://${admin}/stats?filter=${encodeURIComponent(filter)}`)
  const result = new Map<string, number>()
  for (const line of (await response.text()).split('\n')) {
    const at = line.lastIndexOf(': ')
    const value = Number(line.slice(at + 2))
    if (at > 0 && !Number.isNaN(value)) result.set(line.slice(0, at), value)
  }
  return result
}

async function settle(stats: ShippedProxy['stats'], withinMs: number): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    const busy = [...(await stats('active$'))].filter(
      ([name, value]) => value !== 0 && BUSY.test(name) && !name.includes('.admin.'),
    )
    if (busy.length === 0) return
    if (performance.now() - startedAt > withinMs)
      throw new Error(`still under way after ${withinMs} ms: ${JSON.stringify(busy)}`)
    await sleep(50)
  }
}

/** Starts the real Envoy and the proxy under test on one bootstrap file each, and stops them. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { adopt } from '../src/children.ts'
import { ROOT } from '../src/cli.ts'

export type Side = 'envoy' | 'ours'
export const SIDES: readonly Side[] = ['envoy', 'ours']

export interface RunningProxy {
  readonly side: Side
  readonly logFile: string
  readonly hasExited: () => boolean
  readonly errors: () => string
  stop(): Promise<void>
}

export type StartResult =
  | { readonly kind: 'running'; readonly proxy: RunningProxy }
  | { readonly kind: 'refused'; readonly reason: string }

const START_MS = 60_000
/** The checkout whose proxy is run; FLOTILLA_TREE names another one, such as an older version. */
const TREE = process.env['FLOTILLA_TREE'] ?? ROOT

export interface StartOptions {
  readonly side: Side
  readonly envoy: string
  readonly folder: string
  readonly bootstrap: string
  readonly logFile: string
  /** Connections to it show that the proxy serves. */
  readonly port: number
}

export async function startProxy(options: StartOptions): Promise<StartResult> {
  const file = join(options.folder, `${options.side}.json`)
  writeFileSync(file, options.bootstrap)
  const child = adopt(options.side === 'envoy' ? startEnvoy(options.envoy, file) : startOurs(file))
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-16_384)
  })
  let hasExited = false
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      errors += error.message
      hasExited = true
      resolve()
    })
    child.on('exit', () => {
      hasExited = true
      resolve()
    })
  })
  const stop = async (): Promise<void> => {
    if (!hasExited) child.kill('SIGKILL')
    await exited
  }
  const startedAt = performance.now()
  while (!hasExited && performance.now() - startedAt < START_MS) {
    if (await accepts(options.port)) {
      const { side, logFile } = options
      const proxy = { side, logFile, hasExited: () => hasExited, errors: () => errors, stop }
      return { kind: 'running', proxy }
    }
    await sleep(20)
  }
  await stop()
  return { kind: 'refused', reason: errors.trim() || 'does not listen, and does not say why' }
}

function startEnvoy(envoy: string, file: string): ChildProcess {
  const flags = ['--concurrency', '1', '-l', 'critical', '--disable-hot-restart']
  return spawn(envoy, ['-c', file, ...flags, '--file-flush-interval-msec', '20'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

function startOurs(file: string): ChildProcess {
  const main = join(TREE, 'apps', 'proxy', 'src', 'main.ts')
  const cache = join(ROOT, 'node_modules', '.cache', 'compile')
  return spawn(process.execPath, [main, '-c', file, '--log-level', 'error'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

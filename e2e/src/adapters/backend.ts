/** A backend program: started on a port of its own, killed and started again as the drill wants, gone with the run. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { adopt } from '../children.ts'
import { findPeers } from '../peers.ts'
import type { OwnScenario } from '../runner.ts'

export interface BackendOptions {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Port that is open once it serves. */
  readonly port: number
  /** How long that may take. Default 20 s. */
  readonly startMs?: number
}

const START_MS = 20_000
const started = new Set<Backend>()

export class Backend {
  private readonly options: BackendOptions
  private child: ChildProcess | null = null
  readonly output: string[] = []

  private constructor(options: BackendOptions) {
    this.options = options
  }

  static async start(options: BackendOptions): Promise<Backend> {
    const backend = new Backend(options)
    started.add(backend)
    await backend.start()
    return backend
  }

  async start(): Promise<void> {
    const { program, args, env, port, startMs = START_MS } = this.options
    const child = adopt(
      spawn(program, [...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      }),
    )
    this.child = child
    child.on('error', (error) => this.output.push(error.message))
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes) => this.output.push(String(bytes)))
    const deadline = performance.now() + startMs
    while (!(await isOpen(port))) {
      if (performance.now() > deadline || child.exitCode !== null)
        throw new Error(`${program} does not serve:\n${this.output.join('').slice(-2_000)}`)
      await delay(50)
    }
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    const { child } = this
    this.child = null
    if (child === null || child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** A folder that is removed when the action has ended. */
export async function withFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'flt-backend-'))
  try {
    return await action(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A scenario on real programs: without them it says so and, in CI, fails. */
export function onPeers(
  name: string,
  peers: readonly string[],
  run: (paths: Readonly<Record<string, string>>) => Promise<void>,
): OwnScenario {
  return {
    name,
    run: async () => {
      const found = findPeers(peers)
      if (found.kind === 'present') {
        try {
          await run(found.paths)
        } finally {
          await killAll()
        }
        return
      }
      if (process.env['CI']) throw new Error(found.reason)
      process.stdout.write(`SKIP ${name}: ${found.reason}\n`)
    },
  }
}

async function killAll(): Promise<void> {
  for (const backend of started) await backend.kill()
  started.clear()
}

/** A mesh under test: started by the command line in a state directory of its own, asked and changed by the command line only. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type CommandResult, flotilla } from './cli.ts'

export type Mode = 'netns' | 'explicit'

export interface WorkloadView {
  readonly name: string
  readonly address: string
  readonly pid: number | null
  readonly warnings: readonly string[]
  readonly proxy: {
    readonly pid: number
    readonly state: string
    readonly admin: string
    readonly identity: string
    readonly certificateNotAfter: string
    readonly configSent: number | null
    readonly configAcked: number | null
    readonly lastNack: { readonly message: string } | null
  }
}

export interface StatusView {
  readonly mode: Mode
  readonly state: string
  readonly gateway: { readonly url: string }
  readonly configVersion: number
  readonly parts: readonly {
    readonly name: string
    readonly kind: string
    readonly pid: number
    readonly state: string
    readonly identity: string
    readonly certificateNotAfter: string
    readonly configVersion: number | null
    readonly addresses: { readonly grpc: string; readonly http: string; readonly metrics: string }
  }[]
  readonly workloads: readonly WorkloadView[]
}

/** How long a change may take until it holds everywhere. */
const SETTLE_MS = 10_000

export class Mesh {
  readonly mode: Mode
  readonly stateDir: string
  readonly url: string

  private constructor(mode: Mode, stateDir: string, url: string) {
    this.mode = mode
    this.stateDir = stateDir
    this.url = url
  }

  /** `flotilla up --detach` in a new state directory. */
  static async start(mode: Mode, port: number, flags: readonly string[] = []): Promise<Mesh> {
    const stateDir = mkdtempSync(join(tmpdir(), `flt-${mode}-`))
    const result = await flotilla([
      'up',
      '--detach',
      '--mode',
      mode,
      '--port',
      String(port),
      '--state',
      stateDir,
      ...flags,
    ])
    assert.equal(result.code, 0, `up failed:\n${result.stderr}\n${result.stdout}`)
    return new Mesh(mode, stateDir, `http://127.0.0.1:${port}`)
  }

  /** Runs a command of the command line on this mesh. */
  cli(args: readonly string[], input = ''): Promise<CommandResult> {
    const split = args.indexOf('--')
    const own = split === -1 ? args : args.slice(0, split)
    const rest = split === -1 ? [] : args.slice(split)
    return flotilla([...own, '--state', this.stateDir, ...rest], { input })
  }

  async status(): Promise<StatusView> {
    const result = await this.cli(['status', '-o', 'json'])
    assert.equal(result.code, 0, result.stderr)
    return JSON.parse(result.stdout) as StatusView // the command's contract
  }

  /** Applies files and waits until every proxy has acknowledged the new version. */
  async apply(...files: readonly string[]): Promise<void> {
    const result = await this.cli(['apply', ...files.flatMap((file) => ['-f', file])])
    assert.equal(result.code, 0, `apply ${files.join(' ')}: ${result.stderr}`)
    await this.settled()
  }

  async applyText(text: string): Promise<void> {
    const result = await this.cli(['apply', '-f', '-'], text)
    assert.equal(result.code, 0, result.stderr)
    await this.settled()
  }

  async delete(...files: readonly string[]): Promise<void> {
    const result = await this.cli(['delete', ...files.flatMap((file) => ['-f', file])])
    assert.equal(result.code, 0, `delete ${files.join(' ')}: ${result.stderr}`)
    await this.settled()
  }

  /** Waits until all proxies and mixer hold the current configuration version. */
  async settled(): Promise<void> {
    await eventually(
      'every proxy and mixer holds the current configuration',
      SETTLE_MS,
      async () => {
        const status = await this.status()
        for (const workload of status.workloads) {
          assert.equal(
            workload.proxy.configAcked,
            status.configVersion,
            `${workload.name} acknowledged ${workload.proxy.configAcked} of ${status.configVersion}`,
          )
        }
        const mixer = status.parts.find((part) => part.kind === 'mixer')
        assert.equal(mixer?.configVersion, status.configVersion, 'mixer')
      },
    )
  }

  /** `flotilla down --purge`. */
  async stop(): Promise<void> {
    const result = await this.cli(['down', '--purge'])
    assert.equal(result.code, 0, result.stderr)
    rmSync(this.stateDir, { recursive: true, force: true })
  }
}

/** Repeats a check until it holds; fails with its last reason after `withinMs`. */
export async function eventually(
  what: string,
  withinMs: number,
  check: () => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + withinMs
  for (;;) {
    try {
      await check()
      return
    } catch (error) {
      if (performance.now() > deadline)
        throw new Error(
          `not within ${withinMs} ms: ${what}: ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        )
    }
    await delay(100)
  }
}

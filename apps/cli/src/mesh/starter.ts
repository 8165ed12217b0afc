/** Starts one process of the mesh, mints the join token that its first certificate needs, and waits until it announces itself. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { sendJson, socketTarget } from './http.ts'
import type { Journal } from './journal.ts'
import { isAlive, launch } from './processes.ts'
import type { LaunchSpec, ProcessRecord, Records } from './record.ts'

/** How long a process may take until it announces itself. */
const READY_MS = 30_000
const POLL_MS = 10
const TOKEN_TTL_SEC = 60
const LOG_TAIL_BYTES = 4_000

export class Starter {
  private readonly records: Records
  private readonly journal: Journal
  private readonly stop: AbortSignal | null

  /** @param stop nothing is started or waited for once it is aborted. */
  constructor(records: Records, journal: Journal, stop: AbortSignal | null = null) {
    this.records = records
    this.journal = journal
    this.stop = stop
  }

  /** Starts a process and records it; resolves as soon as it runs. */
  async start(
    name: string,
    kind: ProcessRecord['kind'],
    spec: LaunchSpec,
    restarts = 0,
  ): Promise<ProcessRecord> {
    if (spec.spiffeId !== null && spec.tokenFile !== null)
      await this.mintToken(spec.spiffeId, spec.tokenFile)
    this.refuseStopped(name)
    const stdoutFile = spec.announces ? this.records.readyFile(name) : this.records.logFile(name)
    if (spec.announces) writeFileSync(stdoutFile, '', { mode: 0o600 })
    const ref = await launch({ ...spec, stdoutFile, stderrFile: this.records.logFile(name) })
    this.journal.made({ kind: 'process', name, ref })
    const record: ProcessRecord = {
      name,
      kind,
      launch: spec,
      ref,
      restarts,
      addresses: this.records.process(name)?.addresses ?? {},
    }
    this.records.writeProcess(record)
    return record
  }

  /** Waits for the ready line of a started process and records its addresses. Throws with the end of its log when it ends before. */
  async ready(record: ProcessRecord): Promise<ProcessRecord> {
    const deadline = performance.now() + READY_MS
    for (;;) {
      this.refuseStopped(record.name)
      const addresses = this.announced(record.name)
      if (addresses !== null) {
        const ready = { ...record, addresses }
        this.records.writeProcess(ready)
        return ready
      }
      if (!isAlive(record.ref)) throw this.failure(record.name, 'ended before it was ready')
      if (performance.now() > deadline)
        throw this.failure(record.name, `was not ready within ${READY_MS / 1000} s`)
      await delay(POLL_MS)
    }
  }

  /** Addresses of the ready line that a process printed since its last start, or null. */
  announced(name: string): Record<string, string> | null {
    let text: string
    try {
      text = readFileSync(this.records.readyFile(name), 'utf8')
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return null // not started yet
      throw error
    }
    for (const line of text.split('\n')) {
      if (!line.includes('"ready"') || !line.endsWith('}')) continue
      return (JSON.parse(line) as { addresses: Record<string, string> }).addresses // the contract of every part
    }
    return null
  }

  /** Whether a process was started a short time ago and has not announced itself: it may take until then. */
  isStarting(name: string): boolean {
    const started = statSync(this.records.readyFile(name), { throwIfNoEntry: false })
    const isRecent = started !== undefined && Date.now() - started.mtimeMs < READY_MS
    return isRecent && this.announced(name) === null
  }

  private async mintToken(spiffeId: string, file: string): Promise<void> {
    const socket = join(this.records.layout.sockets, 'citadel.sock')
    const { token } = await sendJson<{ token: string }>(
      socketTarget(socket),
      'POST',
      '/v1/tokens',
      { spiffeId, ttlSec: TOKEN_TTL_SEC },
    )
    writeFileSync(file, token, { mode: 0o600 })
  }

  private refuseStopped(name: string): void {
    if (this.stop?.aborted === true)
      throw new FlotillaError(
        'FLT_NOT_RUNNING',
        `${name} is not started: the mesh is being stopped`,
      )
  }

  private failure(name: string, what: string): FlotillaError {
    return new FlotillaError(
      'FLT_NOT_RUNNING',
      `${name} ${what}; the end of ${this.records.logFile(name)}:\n${this.logTail(name)}`,
    )
  }

  private logTail(name: string): string {
    try {
      return readFileSync(this.records.logFile(name), 'utf8').slice(-LOG_TAIL_BYTES).trimEnd()
    } catch (error) {
      return `(its log cannot be read: ${systemCodeOf(error) ?? messageOf(error)})`
    }
  }
}

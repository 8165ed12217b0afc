/** Runs one exchange at one proxy and brings what was seen into a form that compares. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseLogLine } from './build.ts'
import { type ClientOptions, type ClientResult, runClient } from './client.ts'
import { runFrameClient } from './frames/client.ts'
import { runHttp2Client } from './http2-client.ts'
import type { Exchange, Fields, Observation, SeenMessage, SeenRequest } from './model.ts'
import type { OriginBook } from './origin.ts'
import { masked, type Ports } from './ports.ts'

export interface Stage {
  readonly book: OriginBook
  readonly ports: Ports
  readonly logFile: string
  readonly credentials: ClientOptions['credentials']
}

export interface RawObservation {
  readonly exchange: Exchange
  readonly result: ClientResult
  readonly seen: readonly SeenRequest[]
}

const TIMEOUT_MS = 3_000
/** Who watches for longer waits for longer. */
const TIMEOUT_PER_SETTLE = 10

export async function observe(
  exchange: Exchange,
  id: string,
  stage: Stage,
  settleMs: number,
): Promise<RawObservation> {
  const { book, ports, credentials } = stage
  book.open(id, exchange.script)
  if (exchange.isSerial) book.current = id
  const port = [ports.L0, ports.L1, ports.L2, ports.L3][exchange.listener] ?? ports.L0
  const options = {
    port,
    adminPort: ports.ADMIN,
    settleMs,
    timeoutMs: Math.max(TIMEOUT_MS, settleMs * TIMEOUT_PER_SETTLE),
    credentials,
  }
  const result = await (exchange.isFrames
    ? runFrameClient(exchange, id, options)
    : exchange.http2 === null
      ? runClient(exchange, id, options)
      : runHttp2Client(exchange, exchange.http2, id, options))
  // A copy or an aborted attempt may still be on its way to the origin.
  if (exchange.isSerial) await sleep(settleMs)
  return { exchange, result, seen: book.record(id).requests }
}

/** Lines come in batches; a log that did not grow for this long is whole. */
const LOG_QUIET_TURNS = 65
const LOG_TURN_MS = 20

/**
 * The lines by the client's port. Waits until each client has as many as it had final responses, at least one, but not
 * for ever: an exchange may have none.
 */
export async function readLog(
  file: string,
  clients: readonly ClientResult[],
): Promise<ReadonlyMap<string, string[]>> {
  const wanted = clients.map(
    ({ localPort, responses }) =>
      [String(localPort), Math.max(1, responses.filter(isFinal).length)] as const,
  )
  let lines = readLines(file)
  let found = byClientPort(lines)
  const isWhole = (): boolean =>
    wanted.every(([port, count]) => (found.get(port)?.length ?? 0) >= count)
  for (let quiet = 0; !isWhole() && quiet < LOG_QUIET_TURNS; quiet++) {
    await sleep(LOG_TURN_MS)
    const now = readLines(file)
    if (now.length > lines.length) quiet = 0
    lines = now
    found = byClientPort(lines)
  }
  return found
}

function isFinal({ start }: SeenMessage): boolean {
  return !/^1\d\d$/.test(start) || start === '101'
}

function byClientPort(lines: readonly string[]): ReadonlyMap<string, string[]> {
  const byClient = new Map<string, string[]>()
  for (const line of lines) {
    const port = /(?:^from=|"from":")\S*?:(\d+)/.exec(line)?.[1] ?? ''
    byClient.set(port, [...(byClient.get(port) ?? []), line])
  }
  return byClient
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return [] // not written yet
  }
}

export function toObservation(
  raw: RawObservation,
  logs: ReadonlyMap<string, string[]>,
  stage: Stage,
): Observation {
  const { result } = raw
  const mask = (text: string): string => masked(text, stage.ports, result.localPort)
  const lines = logs.get(String(result.localPort)) ?? []
  return {
    responses: result.responses.map((message) => maskMessage(message, mask)),
    rest: mask(result.rest),
    fate: result.fate,
    seen: raw.seen
      .map((one) => ({ ...maskMessage(one, mask), origin: one.origin, end: one.end }))
      // A mirrored copy may come first or last.
      .sort((a, b) => (a.origin < b.origin ? -1 : a.origin > b.origin ? 1 : 0)),
    logs: lines.map((line) => parseLogLine(mask(line)).filter(([name]) => name !== 'from')),
    isTimedOut: result.isTimedOut,
  }
}

function maskMessage(message: SeenMessage, mask: (text: string) => string): SeenMessage {
  const fields = (list: Fields): Fields => list.map(([name, value]) => [name, mask(value)] as const)
  return {
    ...message,
    start: mask(message.start),
    fields: fields(message.fields),
    trailers: fields(message.trailers),
    body: mask(message.body),
  }
}

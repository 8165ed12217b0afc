/** Runs one bootstrap: both proxies on the same file, the same exchanges on each, and the differences. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import type net from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { get } from './build.ts'
import type { ClientOptions, ClientResult } from './client.ts'
import { compare, type Difference } from './compare.ts'
import { startFrameOrigin } from './frames/origin.ts'
import { startHttp2Origin } from './http2-origin.ts'
import { knownDifference } from './known-differences.ts'
import type { Bootstrap, Exchange, Observation } from './model.ts'
import { observe, type RawObservation, readLog, type Stage, toObservation } from './observe.ts'
import { OriginBook, startOrigin } from './origin.ts'
import { fill, type Ports, portsOf } from './ports.ts'
import { type RunningProxy, SIDES, type Side, startProxy } from './processes.ts'
import { compareStatistics } from './statistics.ts'

export interface Environment {
  readonly envoy: string
  readonly folder: string
  readonly portBase: number
  /** Of the client. */
  readonly credentials: ClientOptions['credentials']
  /** Of the origin that speaks TLS. */
  readonly origin: ClientOptions['credentials']
  readonly files: Readonly<Record<string, string>>
}

export interface ExchangeResult {
  readonly exchange: Exchange
  readonly differences: readonly Difference[]
  /** Names of the known differences that it shows. */
  readonly known: readonly string[]
}

export type BootstrapResult =
  | { readonly kind: 'ran'; readonly results: readonly ExchangeResult[] }
  /** Ours does not load the file: the fields that it names. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Envoy does not load it, or a proxy died: nothing is compared. */
  | { readonly kind: 'broken'; readonly reason: string }

/** Exchanges at one time; both proxies get each at the same moment. */
const CONCURRENCY = 24
/** Of the run of a bootstrap by itself, where an earlier one differed. */
const PATIENT_CONCURRENCY = 6
const PATIENT_SETTLE_MS = 800
const PATIENT_PROBE_MS = 1_000
const SETTLE_MS = 30
const PROBE_MS = 60
/** A difference counts only when a second, unhurried run on an idle proxy shows it too. */
const SLOW_SETTLE_MS = 250
/** Of a bootstrap that differs everywhere, this many are looked at again; the rest count as seen. */
const MAX_RECHECKED = 40

interface SideState {
  readonly side: Side
  readonly ports: Ports
  readonly stage: Stage
  readonly origins: readonly { close(): void }[]
  readonly proxy: RunningProxy | null
  readonly reason: string
}

export async function runBootstrap(
  bootstrap: Bootstrap,
  slot: number,
  environment: Environment,
  isPatient = false,
): Promise<BootstrapResult> {
  const folder = join(environment.folder, `${slot}-${bootstrap.area}-${bootstrap.name}`)
  mkdirSync(folder, { recursive: true })
  const sides = await Promise.all(
    SIDES.map((side, i) => startSide(side, bootstrap, slot * 2 + i, folder, environment)),
  )
  try {
    const [envoy, ours] = sides
    if (envoy === undefined || ours === undefined) throw new Error('two sides make a comparison')
    if (envoy.proxy === null) return { kind: 'broken', reason: `envoy: ${envoy.reason}` }
    if (ours.proxy === null) return { kind: 'refused', reason: ours.reason }
    // What the look whether they listen brought to the origin is over by then.
    await sleep(isPatient ? PATIENT_PROBE_MS : PROBE_MS)
    const results = [...(await compareAll(bootstrap, envoy, ours, isPatient))]
    if (bootstrap.area === 'stats') {
      const differences = await compareStatistics(envoy.stage, ours.stage)
      results.push({ exchange: get('/stats'), differences, known: [] })
    }
    const died = [envoy, ours].find((one) => one.proxy?.hasExited())
    if (died !== undefined)
      return { kind: 'broken', reason: `${died.side} died: ${died.proxy?.errors()}` }
    return { kind: 'ran', results }
  } finally {
    for (const side of sides) {
      await side.proxy?.stop()
      for (const origin of side.origins) origin.close()
    }
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startSide(
  side: Side,
  bootstrap: Bootstrap,
  slot: number,
  folder: string,
  environment: Environment,
): Promise<SideState> {
  const ports = portsOf(environment.portBase, slot)
  const logFile = join(folder, `${side}.log`)
  writeFileSync(logFile, '')
  const book = new OriginBook()
  const text = fill(bootstrap.config, ports, { ...environment.files, log: logFile })
  const origins = await startOrigins(ports, text, book, environment)
  const stage = { book, ports, logFile, credentials: environment.credentials }
  const started = await startProxy({
    side,
    envoy: environment.envoy,
    folder,
    bootstrap: text,
    logFile,
    port: ports.L0,
  })
  const proxy = started.kind === 'running' ? started.proxy : null
  const reason = started.kind === 'running' ? '' : started.reason
  return { side, ports, stage, origins, proxy, reason }
}

async function startOrigins(
  ports: Ports,
  text: string,
  book: OriginBook,
  environment: Environment,
): Promise<readonly { close(): void }[]> {
  const plain = { tls: null, isRaw: false }
  const secure = { tls: environment.origin, isRaw: false }
  const all = [
    ['O0', () => startOrigin('O0', ports.O0, book, plain)],
    ['O1', () => startOrigin('O1', ports.O1, book, plain)],
    ['O2', () => startOrigin('O2', ports.O2, book, plain)],
    ['OT', () => startOrigin('OT', ports.OT, book, secure)],
    ['OR', () => startOrigin('OR', ports.OR, book, { tls: null, isRaw: true })],
    ['OH', () => startHttp2Origin('OH', ports.OH, book)],
    ['OF', () => startFrameOrigin('OF', ports.OF, book)],
  ] as const satisfies readonly (readonly [keyof Ports, () => Promise<net.Server>])[]
  const needed = all.filter(([name]) => text.includes(String(ports[name])))
  return Promise.all(needed.map(([, start]) => start()))
}

// -- exchanges -----------------------------------------------------------------------

type Pair = readonly [RawObservation, RawObservation]

async function compareAll(
  bootstrap: Bootstrap,
  envoy: SideState,
  ours: SideState,
  isPatient: boolean,
): Promise<readonly ExchangeResult[]> {
  const { exchanges } = bootstrap
  const settleMs = isPatient ? PATIENT_SETTLE_MS : SETTLE_MS
  const concurrency = isPatient ? PATIENT_CONCURRENCY : CONCURRENCY
  const pairs: (Pair | undefined)[] = new Array(exchanges.length)
  const runOne = async (i: number, settleMs: number, suffix: string): Promise<void> => {
    const exchange = exchanges[i] as Exchange // i is an index of it
    const id = `t${i}${suffix}`
    pairs[i] = await Promise.all([
      observe(exchange, id, envoy.stage, settleMs),
      observe(exchange, id, ours.stage, settleMs),
    ])
  }
  const indices = exchanges.map((_, i) => i)
  const isSerial = (i: number): boolean => bootstrap.isSerial || (exchanges[i]?.isSerial ?? false)
  await inParallel(
    indices.filter((i) => !isSerial(i)),
    (i) => runOne(i, settleMs, ''),
    concurrency,
  )
  for (const i of indices.filter(isSerial)) await runOne(i, settleMs, '')
  const first = await judge(exchanges, pairs, envoy, ours)
  if (bootstrap.isSerial) return first
  const again = indices
    .filter((i) => (first[i]?.differences.length ?? 0) > 0)
    .slice(0, MAX_RECHECKED)
  if (again.length === 0) return first
  const parallel = again.filter((i) => !isSerial(i))
  await inParallel(parallel, (i) => runOne(i, SLOW_SETTLE_MS, 'b'), 4)
  for (const i of again.filter(isSerial)) await runOne(i, SLOW_SETTLE_MS, 'b')
  return judge(exchanges, pairs, envoy, ours)
}

async function inParallel(
  indices: readonly number[],
  run: (i: number) => Promise<void>,
  limit: number = CONCURRENCY,
): Promise<void> {
  const queue = [...indices]
  const worker = async (): Promise<void> => {
    for (let i = queue.shift(); i !== undefined; i = queue.shift()) await run(i)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}

function clientsOf(pairs: readonly (Pair | undefined)[], side: 0 | 1): readonly ClientResult[] {
  return pairs.flatMap((pair) => (pair === undefined ? [] : [pair[side].result]))
}

async function judge(
  exchanges: readonly Exchange[],
  pairs: readonly (Pair | undefined)[],
  envoy: SideState,
  ours: SideState,
): Promise<readonly ExchangeResult[]> {
  const [envoyLog, oursLog] = await Promise.all([
    readLog(envoy.stage.logFile, clientsOf(pairs, 0)),
    readLog(ours.stage.logFile, clientsOf(pairs, 1)),
  ])
  return exchanges.map((exchange, i) => {
    const pair = pairs[i]
    if (pair === undefined) throw new Error(`${exchange.name} was not run`)
    const a: Observation = toObservation(pair[0], envoyLog, envoy.stage)
    const b: Observation = toObservation(pair[1], oursLog, ours.stage)
    const all = compare(a, b)
    const known = all.map((one) => knownDifference(exchange, one, b)?.name ?? null)
    return {
      exchange,
      differences: all.filter((_, at) => known[at] === null),
      known: [...new Set(known.filter((name) => name !== null))],
    }
  })
}

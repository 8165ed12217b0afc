/** npm run bench -- proxy: Envoy, nginx, HAProxy and ours one after the other: same file, same backend, same load. Writes docs/performance.md. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { usageOf } from '../src/bench/process-usage.ts'
import { ROOT } from '../src/cli.ts'
import { findPeers } from '../src/peers.ts'
import { IDLE_KINDS, type IdleKind, openIdle } from './idle-connections.ts'
import { type LoadTools, runLoad } from './proxy-load.ts'
import { type Running, startBackend, startPeer } from './proxy-peers.ts'
import {
  type BenchFiles,
  type BenchPorts,
  PEERS,
  type PeerName,
  ROWS,
  type Row,
  thousandClusters,
} from './proxy-rows.ts'

const BEGIN = '<!-- proxy: begin -->'
const END = '<!-- proxy: end -->'
const PORTS: BenchPorts = { proxy: 19_100, http1: 19_101, http2: 19_102 }
const WARM_SECONDS = 2
const IDLE_CONNECTIONS = 10_000
/** HAProxy reserves two descriptors for each, of the 20,000 that a machine commonly allows. */
const HAPROXY_IDLE_CONNECTIONS = 9_800
const REST_MS = 300

interface Figures {
  readonly cpuUs: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly rssMb: number
  readonly failed: number
}

interface Memory {
  readonly smallMb: number
  /** NaN where it was not asked for. */
  readonly thousandMb: number
  readonly perIdleKb: Readonly<Record<IdleKind, number>>
}

const USAGE = `usage: npm run bench -- proxy [ROW ...] [memory] [--rounds N] [--seconds N] [--peers NAME,...] [--write]

Rows: ${ROWS.map((row) => row.name).join(' ')} memory; without any, all of them, and docs/performance.md is written.
  --rounds N   how often each row is measured; the median counts (default 3)
  --seconds N  of load for each measurement (default 5)
  --peers P    which of ${PEERS.join(',')} (default all)
  --write      write docs/performance.md also where not everything was measured

Example: npm run bench -- proxy http1 tls --rounds 1 --peers envoy,ours
`
const { values, positionals } = readArguments()
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const wantedPeers = values.peers.split(',')
const wantsMemory = positionals.length === 0 || positionals.includes('memory')
const rows = ROWS.filter((row) => positionals.length === 0 || positionals.includes(row.name))
const found = findPeers(['envoy', 'nginx', 'nginx-stream', 'haproxy', 'wrk', 'h2load', 'taskset'])
if (found.kind === 'missing') {
  process.stdout.write(`SKIP proxy bench: ${found.reason}\n`)
  process.exit(process.env['CI'] ? 1 : 0)
}
const { paths } = found
const folder = mkdtempSync(join(tmpdir(), 'flt-bench-'))
const backend = await startBackend(paths['nginx'] ?? '', PORTS, makeFiles('backend'))
try {
  const sections: string[] = []
  for (const row of rows) sections.push(await benchRow(row))
  if (wantsMemory) sections.push(await benchMemory())
  const text = `${header()}\n\n${sections.join('\n')}`
  process.stdout.write(`\n${text}`)
  if (values.write || (positionals.length === 0 && wantedPeers.length === PEERS.length))
    writeSection(text)
} finally {
  await backend.stop()
  rmSync(folder, { recursive: true, force: true })
}

function readArguments() {
  try {
    const parsed = parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '5' },
        peers: { type: 'string', default: PEERS.join(',') },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (parsed.values.help) {
      process.stdout.write(USAGE)
      process.exit(0)
    }
    refuseUnknown('row', parsed.positionals, [...ROWS.map((row) => row.name), 'memory'])
    refuseUnknown('peer', parsed.values.peers.split(','), PEERS)
    for (const name of ['rounds', 'seconds'] as const)
      if (!/^[1-9]\d*$/.test(parsed.values[name]))
        throw new Error(`--${name} must be a whole number of at least 1`)
    return parsed
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}

function refuseUnknown(what: string, given: readonly string[], known: readonly string[]): void {
  const odd = given.find((name) => !known.includes(name))
  if (odd !== undefined) throw new Error(`there is no ${what} ${odd}`)
}

function makeFiles(name: string): BenchFiles {
  const own = join(folder, name)
  mkdirSync(own, { recursive: true })
  const leaf = new TestCa().issue(testSpiffeId('server'), { dnsNames: ['localhost'] })
  const write = (file: string, text: string): string => {
    writeFileSync(join(own, file), text)
    return join(own, file)
  }
  return {
    folder: own,
    cert: write('cert.pem', leaf.certChainPem),
    key: write('key.pem', leaf.keyPem),
    certAndKey: write('both.pem', leaf.certChainPem + leaf.keyPem),
    nginxStream: paths['nginx-stream'] ?? '',
  }
}

function peersOf(row: Row): readonly PeerName[] {
  return row.peers.filter((peer) => wantedPeers.includes(peer))
}

function configOf(row: Row, peer: PeerName, files: BenchFiles): string {
  if (peer === 'nginx') return row.nginx(PORTS, files)
  if (peer === 'haproxy') return row.haproxy(PORTS, files)
  return JSON.stringify(row.envoy(PORTS, files))
}

function open(peer: PeerName, config: string, files: BenchFiles): Promise<Running> {
  return startPeer(peer, paths[peer] ?? '', config, PORTS, files)
}

// -- rows --------------------------------------------------------------------------------

async function benchRow(row: Row): Promise<string> {
  const all = new Map<PeerName, Figures[]>()
  for (let round = 1; round <= rounds; round++) {
    for (const peer of peersOf(row)) {
      const figures = await measure(row, peer)
      all.set(peer, [...(all.get(peer) ?? []), figures])
      process.stderr.write(
        `${row.name} round ${round} ${peer}: ${figures.cpuUs.toFixed(1)} µs, ${figures.perSecond.toFixed(0)}/s, ${figures.failed} failed\n`,
      )
    }
  }
  const medians = new Map([...all].map(([peer, list]) => [peer, median(list)] as const))
  return rowTable(row, medians)
}

async function measure(row: Row, peer: PeerName): Promise<Figures> {
  const files = makeFiles(`${row.name}-${peer}`)
  const proxy = await open(peer, configOf(row, peer, files), files)
  try {
    const tools: LoadTools = { wrk: paths['wrk'] ?? '', h2load: paths['h2load'] ?? '' }
    await runLoad(row.load, tools, PORTS, files, WARM_SECONDS)
    const before = usageOf(proxy.pid)
    const load = await runLoad(row.load, tools, PORTS, files, seconds)
    const after = usageOf(proxy.pid)
    return {
      cpuUs: (after.cpuUs - before.cpuUs) / Math.max(1, load.requests),
      perSecond: load.perSecond,
      p50Ms: load.p50Ms,
      p99Ms: load.p99Ms,
      rssMb: after.rssBytes / 1_048_576,
      failed: load.failed,
    }
  } finally {
    await proxy.stop()
    await sleep(REST_MS)
  }
}

/** Of each figure by itself. */
function median(list: readonly Figures[]): Figures {
  const middle = (pick: (one: Figures) => number): number =>
    list.map(pick).sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
  return {
    cpuUs: middle((one) => one.cpuUs),
    perSecond: middle((one) => one.perSecond),
    p50Ms: middle((one) => one.p50Ms),
    p99Ms: middle((one) => one.p99Ms),
    rssMb: middle((one) => one.rssMb),
    failed: list.reduce((sum, one) => sum + one.failed, 0),
  }
}

function rowTable(row: Row, figures: ReadonlyMap<PeerName, Figures>): string {
  const ours = figures.get('ours')
  const ratio = (other: Figures): string =>
    ours === undefined ? '–' : (ours.cpuUs / other.cpuUs).toFixed(2)
  return [
    `**${row.name}**: ${row.about}`,
    '',
    '| proxy | CPU µs | requests/s | p50 ms | p99 ms | RSS MB | failed | ours ÷ it, CPU |',
    '|---|---|---|---|---|---|---|---|',
    ...[...figures].map(
      ([peer, one]) =>
        `| ${peer} | ${one.cpuUs.toFixed(1)} | ${one.perSecond.toFixed(0)} | ${one.p50Ms.toFixed(2)} | ${one.p99Ms.toFixed(2)} | ${one.rssMb.toFixed(0)} | ${one.failed} | ${ratio(one)} |`,
    ),
    '',
  ].join('\n')
}

// -- memory ------------------------------------------------------------------------------

async function benchMemory(): Promise<string> {
  const lines: string[] = []
  const figure = (value: number, digits: number): string =>
    Number.isNaN(value) ? '–' : value.toFixed(digits)
  for (const peer of PEERS.filter((one) => wantedPeers.includes(one))) {
    const { smallMb, thousandMb, perIdleKb } = await measureMemory(peer)
    const idle = IDLE_KINDS.map((kind) => figure(perIdleKb[kind], 1)).join(' | ')
    lines.push(`| ${peer} | ${figure(smallMb, 0)} | ${figure(thousandMb, 0)} | ${idle} |`)
    process.stderr.write(`memory ${lines.at(-1)}\n`)
  }
  return [
    `**memory**: RSS after start with a small file, with 1,000 clusters and their routes, and for each of ${IDLE_CONNECTIONS} idle connections after one request`,
    '',
    `| proxy | small MB | 1,000 clusters MB | ${IDLE_KINDS.map((kind) => `KB per ${kind}`).join(' | ')} |`,
    '|---|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}

async function measureMemory(peer: PeerName): Promise<Memory> {
  const files = makeFiles(`memory-${peer}`)
  const rowOf = (name: string): Row => ROWS.find((row) => row.name === name) as Row // they are there
  const knowsBoth = peer === 'envoy' || peer === 'ours'
  const plain = configOf(rowOf('http1'), peer, files)
  const smallBytes = await rssOf(peer, plain, files)
  const perIdleKb = { 'HTTP/1.1': Number.NaN, 'HTTP/2': Number.NaN, TLS: Number.NaN }
  for (const kind of IDLE_KINDS) {
    // nginx and HAProxy tell the versions apart by port or ALPN only.
    if (kind === 'HTTP/2' && !knowsBoth) continue
    const config = kind === 'TLS' ? configOf(rowOf('tls'), peer, files) : plain
    perIdleKb[kind] = await idleKbOf(kind, peer, config, files)
  }
  const thousandMb = knowsBoth
    ? (await rssOf(peer, JSON.stringify(thousandClusters(PORTS, files)), files)) / 1_048_576
    : Number.NaN
  return { smallMb: smallBytes / 1_048_576, thousandMb, perIdleKb }
}

/** Bytes, some time after its start. */
async function rssOf(peer: PeerName, config: string, files: BenchFiles): Promise<number> {
  const proxy = await open(peer, config, files)
  await sleep(1_500)
  const { rssBytes } = usageOf(proxy.pid)
  await proxy.stop()
  await sleep(REST_MS)
  return rssBytes
}

async function idleKbOf(
  kind: IdleKind,
  peer: PeerName,
  config: string,
  files: BenchFiles,
): Promise<number> {
  const proxy = await open(peer, config, files)
  await sleep(1_000)
  const before = usageOf(proxy.pid).rssBytes
  const count = peer === 'haproxy' ? HAPROXY_IDLE_CONNECTIONS : IDLE_CONNECTIONS
  const close = await openIdle(kind, PORTS.proxy, count)
  const after = usageOf(proxy.pid).rssBytes
  close()
  await proxy.stop()
  await sleep(REST_MS)
  return (after - before) / 1_024 / count
}

// -- the page ----------------------------------------------------------------------------

function header(): string {
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores (${platform()} ${arch()}, Node ${process.version}): ${rounds} rounds of ${seconds} s after ${WARM_SECONDS} s of warming, medians.`,
    'The proxy is pinned to core 0; load generator (wrk, h2load) and backend (nginx) share core 1 and are what limits requests/s.',
    'CPU is user plus system time of the proxy process divided by requests, from /proc/PID/stat. Envoy runs with --concurrency 1; ours is the shipped command on the very same file; nginx and HAProxy have one worker and say the same in their own words.',
  ].join('\n')
}

function writeSection(text: string): void {
  const file = join(ROOT, 'docs', 'performance.md')
  const page = readFileSync(file, 'utf8')
  const [head = '', rest = ''] = page.split(BEGIN)
  const tail = rest.split(END)[1] ?? '\n'
  writeFileSync(file, `${head}${BEGIN}\n${text}${END}${tail}`)
}

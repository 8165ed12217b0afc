/** `npm run e2e -- differential [FILTER...] [--seed N] [--drawn N] [--exchange PART] [--short] [-o json] [--report FILE]`: the real Envoy and ours, side by side. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { findPeers } from '../src/peers.ts'
import { BOOTSTRAPS } from './bootstraps/index.ts'
import { frameBootstraps } from './frames/bootstraps.ts'
import { withGenerated } from './generate.ts'
import type { Bootstrap } from './model.ts'
import { describeRow, json, markdown, type Row, totalsOf } from './report.ts'
import { type Environment, runBootstrap } from './run.ts'
import { shortOf } from './short.ts'
import { drawnRoutes } from './strangers/drawn.ts'
import { trafficBootstraps } from './traffic/bootstraps.ts'
import { wireBootstraps } from './wire/bootstraps.ts'

/** Bootstraps at one time: starting one overlaps with the waits of the other. */
const PARALLEL = 3
/** Bootstraps with differences that are run once more. */
const MAX_SECOND_LOOKS = 24
const PORT_BASE_FIRST = 20_000
const PORT_BASES = 80
const DEFAULT_SEED = 20_261_121
/** Bootstraps of drawn messages, and exchanges in each. */
const DRAWN_BOOTSTRAPS = 6
const DRAWN_IN_SHORT = 1
const DRAWN_EXCHANGES = 120

export async function differential(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: String(DEFAULT_SEED) },
      output: { type: 'string', short: 'o', default: 'text' },
      report: { type: 'string' },
      exchange: { type: 'string', default: '' },
      fixed: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      drawn: { type: 'string', default: String(DRAWN_BOOTSTRAPS) },
    },
  })
  const isJson = values.output === 'json'
  const say = (text: string): void => {
    if (!isJson) process.stdout.write(`${text}\n`)
  }
  const peers = findPeers(['envoy'])
  if (peers.kind === 'missing') {
    process.stdout.write(`SKIP differential: ${peers.reason}\n`)
    return process.env['CI'] ? 1 : 0
  }
  const seed = Number(values.seed)
  const isWanted = (one: Bootstrap): boolean =>
    positionals.length === 0 || positionals.some((part) => `${one.area}/${one.name}`.includes(part))
  const count = values.fixed ? 0 : values.short ? DRAWN_IN_SHORT : Number(values.drawn)
  const drawn = [
    ...wireBootstraps(seed, count, DRAWN_EXCHANGES),
    ...drawnRoutes(seed, count).map((one) => withGenerated(one, seed)),
    ...frameBootstraps(seed, count, DRAWN_EXCHANGES),
    ...trafficBootstraps(seed, count, DRAWN_EXCHANGES),
  ]
  const isAsWritten = values.fixed || values.short
  const all = [
    ...BOOTSTRAPS.filter(isWanted).map((one) => (isAsWritten ? one : withGenerated(one, seed))),
    ...drawn.filter(isWanted),
  ]
  const wanted = values.short ? shortOf(all) : withPart(all, values.exchange)
  say(`${wanted.length} bootstraps, ${countOf(wanted)} exchanges, seed ${seed}`)
  const folder = mkdtempSync(join(tmpdir(), 'flt-differential-'))
  const rows = await runAll(wanted, makeEnvironment(peers.paths['envoy'] ?? '', folder), (row) =>
    say(describeRow(row)),
  )
  rmSync(folder, { recursive: true, force: true })
  const passed = rows.reduce((sum, row) => sum + totalsOf(row).passed, 0)
  const failed = rows.reduce((sum, row) => sum + totalsOf(row).failed, 0)
  if (values.report !== undefined) writeFileSync(values.report, markdown(rows, seed))
  if (isJson) process.stdout.write(`${JSON.stringify(json(rows, seed))}\n`)
  else say(`${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}

/** Only the exchanges whose names have the part, where there is one. */
function withPart(bootstraps: readonly Bootstrap[], part: string): readonly Bootstrap[] {
  if (part === '') return bootstraps
  return bootstraps
    .map((one) => ({
      ...one,
      exchanges: one.exchanges.filter(({ name }) => name.includes(part)),
    }))
    .filter(({ exchanges }) => exchanges.length > 0)
}

function countOf(bootstraps: readonly Bootstrap[]): number {
  return bootstraps.reduce((sum, one) => sum + one.exchanges.length, 0)
}

async function runAll(
  bootstraps: readonly Bootstrap[],
  environment: Environment,
  onRow: (row: Row) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = new Array(bootstraps.length)
  const doubtful: number[] = []
  const queue = bootstraps.map((bootstrap, i) => ({ bootstrap, i }))
  const worker = async (slot: number): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const startedAt = performance.now()
      const { bootstrap, i } = next
      const result = await runBootstrap(bootstrap, slot, environment)
      const row = { bootstrap, result, tookMs: performance.now() - startedAt }
      rows[i] = row
      if (isDoubtful(row)) doubtful.push(i)
      else onRow(row)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, (_, slot) => worker(slot)))
  for (const [at, i] of doubtful.entries()) {
    const row = rows[i] as Row // an index of it
    if (at < MAX_SECOND_LOOKS) rows[i] = await secondLook(row, environment)
    onRow(rows[i] as Row) // as above
  }
  return rows
}

/** Whether a busy machine may be the reason. */
function isDoubtful(row: Row): boolean {
  return row.result.kind !== 'refused' && totalsOf(row).failed > 0
}

/** Alone and unhurried: what differs only when others run beside it is no difference. */
async function secondLook(row: Row, environment: Environment): Promise<Row> {
  const result = await runBootstrap(row.bootstrap, 0, environment, true)
  return result.kind === 'ran' ? { ...row, result } : row
}

/** Certificates of one authority for both proxies, the client and the origin. */
function makeEnvironment(envoy: string, folder: string): Environment {
  const ca = new TestCa()
  const dnsNames = ['a.test', 'b.test', 'origin.test']
  const leaf = ca.issue(testSpiffeId('server'), { dnsNames })
  const client = ca.issue(testSpiffeId('client'), { dnsNames: ['client.test'] })
  const certs = join(folder, 'certs')
  mkdirSync(certs, { recursive: true })
  const write = (name: string, text: string): string => {
    const path = join(certs, name)
    writeFileSync(path, text)
    return path
  }
  return {
    envoy,
    folder,
    // Runs that follow each other, or stand beside each other, use other ports.
    portBase: PORT_BASE_FIRST + (process.pid % PORT_BASES) * 125,
    origin: { key: leaf.keyPem, cert: leaf.certChainPem, ca: ca.rootPem },
    credentials: { key: client.keyPem, cert: client.certChainPem, ca: ca.rootPem },
    files: {
      serverCert: write('server.pem', leaf.certChainPem),
      serverKey: write('server.key', leaf.keyPem),
      clientCert: write('client.pem', client.certChainPem),
      clientKey: write('client.key', client.keyPem),
      rootCert: write('root.pem', ca.rootPem),
    },
  }
}

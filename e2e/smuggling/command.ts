/** `npm run e2e -- smuggling [FILTER...]`: no vector may reach real origins in a form that two of them read differently. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { bootstrap, cluster, hcm, listener, routes } from '../differential/build.ts'
import { startProxy } from '../differential/processes.ts'
import { findPeers } from '../src/peers.ts'
import { type Origin, type Reading, startHaproxy, startNginx, startNode } from './origins.ts'
import { sendVector } from './sender.ts'
import type { Vector } from './vector.ts'
import { VECTORS } from './vectors.ts'

const PORT_FIRST = 30_000
const PORT_BASES = 100
const NAMES = ['nginx', 'haproxy', 'node'] as const
/** A request may be on its way to the recorder after the proxy has answered. */
const ARRIVAL_MS = 8

interface Finding {
  readonly vector: Vector
  readonly problem: string
}

export async function smuggling(args: readonly string[]): Promise<number> {
  const peers = findPeers(['nginx', 'haproxy'])
  if (peers.kind === 'missing') {
    process.stdout.write(`SKIP smuggling: ${peers.reason}\n`)
    return process.env['CI'] ? 1 : 0
  }
  const folder = mkdtempSync(join(tmpdir(), 'flt-smuggling-'))
  const base = PORT_FIRST + (process.pid % PORT_BASES) * 20
  const origins: Origin[] = []
  try {
    origins.push(
      await startNginx(peers.paths['nginx'] ?? '', join(folder, 'nginx'), base + 3, base + 6),
    )
    origins.push(
      await startHaproxy(peers.paths['haproxy'] ?? '', join(folder, 'haproxy'), base + 4, base + 7),
    )
    origins.push(await startNode(base + 5))
    const wanted = VECTORS.filter(
      (one) => args.length === 0 || args.some((part) => one.name.includes(part)),
    )
    const { findings, reached } = await attack(wanted, origins, base, folder)
    for (const { vector, problem } of findings)
      process.stdout.write(`FAIL ${vector.name}\n     ${problem}\n`)
    const direct = await disagreements(origins)
    process.stdout.write(
      `${wanted.length} vectors; read by ${origins.map((one, i) => `${one.name} ${reached[i]}`).join(', ')}; sent to them directly, ${direct} of ${VECTORS.length} are read differently\n`,
    )
    if (direct === 0) throw new Error('no vector differs without the proxy: the test sees nothing')
    const failed = new Set(findings.map((one) => one.vector)).size
    process.stdout.write(`${wanted.length - failed} passed, ${failed} failed\n`)
    return failed === 0 && wanted.length > 0 ? 0 : 1
  } finally {
    for (const origin of origins) await origin.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The proxy has one listener for each origin; the vectors go to all three at the same moment, one vector at a time. */
async function attack(
  vectors: readonly Vector[],
  origins: readonly Origin[],
  base: number,
  folder: string,
): Promise<{ readonly findings: readonly Finding[]; readonly reached: readonly number[] }> {
  const logFile = join(folder, 'access.log')
  writeFileSync(logFile, '')
  const started = await startProxy({
    side: 'ours',
    envoy: '',
    folder,
    bootstrap: configuration(base, origins, logFile),
    logFile,
    port: base,
  })
  if (started.kind === 'refused') throw new Error(`the proxy does not start: ${started.reason}`)
  const findings: Finding[] = []
  const reached = origins.map(() => 0)
  try {
    for (const [at, vector] of vectors.entries())
      findings.push(...(await tryVector(vector, `v${at}x`, origins, base, reached)))
    if (started.proxy.hasExited()) throw new Error(`the proxy died: ${started.proxy.errors()}`)
    return { findings, reached }
  } finally {
    await started.proxy.stop()
  }
}

function configuration(base: number, origins: readonly Origin[], logFile: string): string {
  const options = { http_protocol_options: { accept_http_10: true, enable_trailers: true } }
  const listeners = NAMES.map((name, i) =>
    listener(`L${i}`, [hcm(routes({ match: { prefix: '/' }, route: { cluster: name } }), options)]),
  )
  const config = bootstrap(
    listeners,
    NAMES.map((name, i) => cluster(name, [`O${i}`])),
  )
  return JSON.stringify(config)
    .replaceAll(/"@([LO])(\d)"/g, (_, kind: string, i: string) =>
      String(kind === 'L' ? base + Number(i) : origins[Number(i)]?.port),
    )
    .replace('"@ADMIN"', '0')
    .replaceAll('@{log}', logFile)
}

async function tryVector(
  vector: Vector,
  id: string,
  origins: readonly Origin[],
  base: number,
  reached: number[],
): Promise<readonly Finding[]> {
  const bytes = vector.bytes.replaceAll('@ID@', id)
  await Promise.all(origins.map((_, i) => sendVector(base + i, bytes)))
  // A clean request afterwards shows whether a pooled connection is out of step: the answer must be its own.
  const probe = `${id}p`
  const clean = `GET /probe?${probe} HTTP/1.1\r\nHost: a.test\r\nX-T: ${probe}\r\nConnection: close\r\n\r\n`
  const answers = await Promise.all(origins.map((_, i) => sendVector(base + i, clean)))
  await sleep(ARRIVAL_MS)
  const readings = origins.map((origin) => origin.take())
  for (const [i, list] of readings.entries())
    if (list.some((one) => one.id !== probe)) reached[i] = (reached[i] ?? 0) + 1
  const findings: Finding[] = []
  for (const [i, answer] of answers.entries()) {
    if (!answer.includes(`for ${probe}`))
      findings.push({
        vector,
        problem: `${origins[i]?.name}: the next client got ${JSON.stringify(answer.slice(0, 200))}`,
      })
  }
  const texts = readings.map((list) => describe(list.filter((one) => one.id !== probe)))
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const
  for (const [a, b] of pairs) {
    const first = readings[a] ?? []
    const second = readings[b] ?? []
    if (differ(first, second, probe))
      findings.push({
        vector,
        problem: `${origins[a]?.name} reads ${texts[a]}; ${origins[b]?.name} reads ${texts[b]}`,
      })
  }
  return findings
}

/** How many vectors the origins read differently when they get them as they are: what this test can see. */
async function disagreements(origins: readonly Origin[]): Promise<number> {
  let count = 0
  for (const [at, vector] of VECTORS.entries()) {
    const bytes = vector.bytes.replaceAll('@ID@', `d${at}x`)
    await Promise.all(origins.map((origin) => sendVector(origin.port, bytes)))
    await sleep(ARRIVAL_MS)
    const [nginx = [], haproxy = [], node = []] = origins.map((origin) => origin.take())
    if (differ(nginx, haproxy, '') || differ(nginx, node, '') || differ(haproxy, node, '')) count++
  }
  return count
}

/** An origin may refuse what another takes; what both take they must read alike, request by request. */
function differ(a: readonly Reading[], b: readonly Reading[], probe: string): boolean {
  const own = (list: readonly Reading[]): readonly Reading[] =>
    list.filter((one) => one.id !== probe)
  const first = own(a)
  const second = own(b)
  if (first.length === 0 || second.length === 0) return false
  return describe(first) !== describe(second)
}

function describe(list: readonly Reading[]): string {
  return JSON.stringify(list.map((one) => [one.method, one.target, one.id, one.body])).slice(0, 400)
}

/** `npm run e2e -- clients [FILTER...]`: real servers behind the shipped proxy, real clients before it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { findPeers } from '../src/peers.ts'
import type { Outcome } from '../src/runner.ts'
import { bootstrap, type TlsFiles } from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { GROUPS } from './groups.ts'
import { startShipped } from './shipped-proxy.ts'

const CHECK_MS = 90_000

export async function clients(args: readonly string[]): Promise<number> {
  const wanted = GROUPS.filter(
    (one) => args.length === 0 || args.some((part) => one.name.includes(part)),
  )
  const outcome = await runGroups(wanted)
  process.stdout.write(`${outcome.passed} passed, ${outcome.failed} failed\n`)
  return outcome.failed === 0 && outcome.passed > 0 ? 0 : 1
}

/** The groups that every run of CI includes; throws when one of their tests fails. */
export async function shortClients(): Promise<void> {
  const outcome = await runGroups(GROUPS.filter((one) => one.isShort))
  if (outcome.failed > 0) throw new Error(`${outcome.failed} client tests failed`)
}

async function runGroups(groups: readonly ClientGroup[]): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0 }
  const folder = mkdtempSync(join(tmpdir(), 'flt-clients-'))
  try {
    const tls = writeCertificates(folder)
    for (const group of groups) await runGroup(group, join(folder, group.name), tls, outcome)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return outcome
}

async function runGroup(
  group: ClientGroup,
  folder: string,
  tls: TlsFiles,
  outcome: Outcome,
): Promise<void> {
  const peers = findPeers(group.peers)
  if (peers.kind === 'missing') {
    process.stdout.write(`SKIP ${group.name}: ${peers.reason}\n`)
    if (process.env['CI']) outcome.failed++
    return
  }
  mkdirSync(folder, { mode: 0o755 })
  const logFile = join(folder, 'access.log')
  const closing: (() => Promise<void> | void)[] = []
  const startedAt = performance.now()
  let started = 0
  const check: Stage['check'] = async (name, test) => {
    const from = performance.now()
    try {
      await within(test(), CHECK_MS)
      outcome.passed++
      process.stdout.write(`ok   ${group.name}: ${name} (${seconds(from)})\n`)
    } catch (error) {
      outcome.failed++
      process.stdout.write(`FAIL ${group.name}: ${name} (${seconds(from)})\n${explain(error)}\n`)
    }
  }
  const stage: Stage = {
    folder,
    tls,
    logFile,
    peer: (name) => peers.paths[name] ?? '',
    defer: (close) => closing.push(close),
    check,
    proxy: async (listeners, clusters) => {
      const file = join(folder, `proxy${started++}.json`)
      const proxy = await startShipped(file, bootstrap(listeners, clusters))
      closing.push(() =>
        check('the proxy is idle afterwards and ends well', async () => {
          try {
            await proxy.settled()
          } finally {
            await proxy.stop()
          }
        }),
      )
      return proxy
    },
  }
  const failedBefore = outcome.failed
  try {
    await group.run(stage)
  } catch (error) {
    outcome.failed++
    process.stdout.write(`FAIL ${group.name}\n${explain(error)}\n`)
  }
  for (const close of closing.reverse()) {
    try {
      await close()
    } catch (error) {
      outcome.failed++
      process.stdout.write(`FAIL ${group.name}: close\n${explain(error)}\n`)
    }
  }
  if (outcome.failed > failedBefore)
    process.stdout.write(`     access log:\n${indent(tail(logFile))}\n`)
  process.stdout.write(`     ${group.name}: ${group.about} (${seconds(startedAt)})\n`)
}

/** No test waits for ever. */
async function within(test: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${ms} ms`)), ms)
  })
  try {
    await Promise.race([test, late])
  } finally {
    clearTimeout(timer)
  }
}

function writeCertificates(folder: string): TlsFiles {
  const leaf = new TestCa().issue(testSpiffeId('server'), { dnsNames: ['localhost'] })
  const write = (name: string, text: string): string => {
    const file = join(folder, name)
    writeFileSync(file, text)
    return file
  }
  return {
    cert: write('cert.pem', leaf.certChainPem),
    key: write('key.pem', leaf.keyPem),
    roots: write('roots.pem', leaf.rootsPem),
  }
}

function explain(error: unknown): string {
  return indent(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

function indent(text: string): string {
  return `     ${text.replaceAll('\n', '\n     ')}`
}

/** The end of a log, empty when there is none. */
function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(-12).join('\n').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function seconds(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`
}

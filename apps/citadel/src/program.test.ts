/** Citadel as a program: its ready line, its ends, and what survives kill -9. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { IdentityAgent } from '@flotilla/identity'
import { tempDir, testSpiffeId } from '@flotilla/testkit'
import { systemClock } from '@flotilla/time'
import { callAdmin, mintToken } from './testing.ts'
import type { CitadelAddresses } from './wire.ts'

const MAIN = new URL('./main.ts', import.meta.url).pathname
const ID = testSpiffeId('a')

interface Program {
  readonly child: ChildProcess
  readonly exit: Promise<number | null>
  errors(): string
}

function launch(t: TestContext, ...args: string[]): Program {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const exit = once(child, 'close').then(([code]) => code as number | null) // of 'close'
  return { child, exit, errors: () => errors }
}

async function ready(program: Program): Promise<CitadelAddresses> {
  const lines = createInterface({ input: program.child.stdout as NodeJS.ReadableStream }) // stdio is a pipe
  const [line] = await Promise.race([
    once(lines, 'line'),
    program.exit.then((code) => assert.fail(`ended with ${code}: ${program.errors()}`)),
  ])
  lines.close()
  const { event, kind, addresses } = JSON.parse(String(line)) as Record<string, unknown> // checked below
  assert.equal(event, 'ready')
  assert.equal(kind, 'citadel')
  return addresses as CitadelAddresses // its own contract
}

const portsOf = (dir: string): string[] => [
  ...['--state', dir, '--grpc-port', '0', '--monitoring-port', '0'],
]

function agentOf(t: TestContext, caAddress: string, joinToken: string): IdentityAgent {
  const agent = new IdentityAgent({
    spiffeId: ID,
    caAddress,
    joinToken,
    rootsPem: null,
    keyStoreDir: null,
    clock: systemClock,
  })
  t.after(() => agent.close())
  return agent
}

test('kill -9 loses nothing: the same root, used tokens stay used, unused ones stay good', async (t) => {
  const dir = tempDir(t)
  const socket = join(dir, 'citadel.sock')
  const first = launch(t, ...portsOf(dir))
  const before = await ready(first)
  const [spent, fresh] = [await mintToken(socket, ID), await mintToken(socket, ID)]
  await agentOf(t, before.grpc, spent).start()
  const roots = await callAdmin(socket, 'GET', '/v1/roots')
  first.child.kill('SIGKILL')
  await first.exit
  const second = launch(t, ...portsOf(dir))
  const after = await ready(second)
  assert.deepEqual(await callAdmin(socket, 'GET', '/v1/roots'), roots)
  await assert.rejects(agentOf(t, after.grpc, spent).start(), { code: 'FLT_TOKEN_REFUSED' })
  await agentOf(t, after.grpc, fresh).start()
  second.child.kill('SIGTERM')
  assert.equal(await second.exit, 0)
  assert.doesNotMatch(second.errors(), /flt1\.|PRIVATE KEY/, 'no secrets in the log')
})

test('two citadels that begin at once on one empty folder end with one root', async (t) => {
  const dir = tempDir(t)
  const sockets = ['a', 'b'].map((name) => join(dir, name))
  const programs = sockets.map((socket) => launch(t, ...portsOf(dir), '--socket', socket))
  const starting = programs.map(ready)
  await Promise.all(starting)
  const [a, b] = await Promise.all(sockets.map((s) => callAdmin(s, 'GET', '/v1/roots')))
  assert.equal(a?.status, 200)
  assert.deepEqual(a, b)
  const addresses = await Promise.all(starting)
  const token = await mintToken(sockets[0] as string, ID) // there are two
  const starts = await Promise.allSettled(
    addresses.map((address) => agentOf(t, address.grpc, token).start()),
  )
  assert.equal(starts.filter((s) => s.status === 'fulfilled').length, 1, 'one token, one use')
})

test('mistakes end with a sentence and a code', async (t) => {
  const dir = tempDir(t)
  mkdirSync(join(dir, 'taken', 'ca'), { recursive: true })
  const cases: readonly (readonly [string[], number, RegExp])[] = [
    [['--grpc-port', 'x'], 2, /port is a number/],
    [['--unknown'], 2, /unknown option/],
    [[...portsOf(join(dir, 'taken'))], 1, /^citadel: cannot read .*ca-key\.pem/m],
    [[...portsOf('/proc/1/nothing')], 1, /^citadel: cannot keep the CA's key in .*--state/m],
    [[...portsOf(dir), '--bind', '203.0.113.1'], 1, /^citadel: .*203\.0\.113\.1/m],
  ]
  for (const [args, code, reason] of cases) {
    const program = launch(t, ...args)
    assert.equal(await program.exit, code, `${args.join(' ')}: ${program.errors()}`)
    assert.match(program.errors(), reason)
    assert.doesNotMatch(program.errors(), /\n {4}at /, 'no stack')
  }
})

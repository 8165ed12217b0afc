/** Redis by its library against servers that the test plays: scripts, deadlines, garbage, clusters. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { RedisResult } from '@flotilla/adapter-sdk'
import { dialLoopback, type PlayedServer, playServer, until } from '../../testdata/played-server.ts'
import { PooledRedis } from './pooled-redis.ts'

/** Answers one command with bytes of the protocol; null: not at all. */
type Answer = (words: readonly string[]) => string | null

const SCRIPT = { text: 'return 1', sha1: 'e0e1f9fabfc9d4800c877a703b823ac0578ff8db' }
const KEYS = ['{a}.meta', '{a}.data']
const PAIR = '*2\r\n:3\r\n:1500\r\n'
/** Long enough for a machine that is busy where a reply comes, and short where none does. */
const PATIENT = 20_000
const HASTY = 60

async function redis(t: TestContext, answer: Answer): Promise<PlayedServer & Commands> {
  const commands: string[][] = []
  const server = await playServer(t, (socket) => {
    let held = ''
    return (bytes) => {
      held += bytes.toString()
      for (let read = readCommand(held); read !== null; read = readCommand(held)) {
        held = held.slice(read.length)
        commands.push(read.words)
        const reply = answer(read.words)
        if (reply !== null) socket.write(reply)
      }
    }
  })
  return { ...server, commands }
}

interface Commands {
  readonly commands: string[][]
}

function readCommand(text: string): { words: string[]; length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (head === null) return null
  let at = head[0].length
  const words: string[] = []
  for (let i = 0; i < Number(head[1]); i++) {
    const bulk = /^\$(\d+)\r\n/.exec(text.slice(at))
    if (bulk === null) return null
    at += bulk[0].length
    words.push(text.slice(at, at + Number(bulk[1])))
    at += Number(bulk[1]) + 2
  }
  return at <= text.length ? { words, length: at } : null
}

function client(t: TestContext, port: number, replyTimeoutMs = PATIENT, poolSize = 2): PooledRedis {
  const options = { host: 'redis.default', port, poolSize, replyTimeoutMs }
  const made = new PooledRedis(options, dialLoopback)
  t.after(() => made.close())
  return made
}

const run = (one: PooledRedis): Promise<RedisResult> => one.script(SCRIPT, KEYS, ['x', '1'])

test('a call is one command, by the digest; nothing else is said to Redis', async (t) => {
  const server = await redis(t, () => PAIR)
  const one = client(t, server.port)
  assert.deepEqual(await run(one), { kind: 'reply', reply: [3, 1500] })
  assert.deepEqual(server.commands, [['EVALSHA', SCRIPT.sha1, '2', ...KEYS, 'x', '1']].map(lower))
})

test('a script that Redis does not know is sent with its text, once', async (t) => {
  const server = await redis(t, ([word]) =>
    word?.toLowerCase() === 'evalsha' ? '-NOSCRIPT No matching script\r\n' : PAIR,
  )
  assert.equal((await run(client(t, server.port))).kind, 'reply')
  assert.deepEqual(server.commands.map(verb), ['evalsha', 'eval'])
  assert.equal(server.commands[1]?.[1], SCRIPT.text)
})

const REPLIES: readonly [string, string, RedisResult['kind']][] = [
  ['an error of Redis', '-LOADING Redis is loading\r\n', 'refused'],
  ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'garbage'],
  ['an answer without end', `$1073741824\r\n${'x'.repeat(1_200_000)}`, 'garbage'],
  ['arrays in arrays without end', '*1\r\n'.repeat(300_000), 'garbage'],
  ['nothing', '', 'away'],
]

for (const [name, reply, kind] of REPLIES)
  test(`${name}: ${kind}, and the next call is served on a new connection`, async (t) => {
    let isBroken = true
    const server = await redis(t, () => (isBroken ? reply : PAIR))
    const one = client(t, server.port, name === 'nothing' ? HASTY : PATIENT)
    assert.equal((await run(one)).kind, kind)
    isBroken = false
    const second = client(t, server.port)
    assert.equal((await run(second)).kind, 'reply')
    if (name !== 'nothing') assert.equal((await run(one)).kind, 'reply')
  })

test('replies are read however their bytes come', async (t) => {
  const server = await redis(t, () => null)
  const one = client(t, server.port)
  const result = run(one)
  await until('the command arrives', () => server.commands.length > 0)
  const [socket] = server.open
  for (const byte of PAIR) {
    socket?.write(byte)
    await new Promise(setImmediate)
  }
  assert.deepEqual(await result, { kind: 'reply', reply: [3, 1500] })
})

test('a reply that nobody asked for ends the connection', async (t) => {
  const server = await redis(t, () => PAIR)
  const one = client(t, server.port)
  await run(one)
  for (const socket of server.open) socket.write('+OK\r\n')
  await until('the connections end', () => server.open.size === 0)
  assert.equal((await run(one)).kind, 'reply')
  assert.equal(server.count(), 2)
})

test('a deadline ends the connection and answers all that wait on it', async (t) => {
  const server = await redis(t, () => null)
  const one = client(t, server.port, HASTY, 1)
  const results = await Promise.all([run(one), run(one), run(one)])
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['away', 'away', 'away'],
  )
  await until('the connections end', () => server.open.size === 0)
})

test('nobody there is told at once, and the pool has no more connections than it may', async (t) => {
  let isSilent = true
  const server = await redis(t, () => (isSilent ? null : PAIR))
  const one = client(t, server.port)
  const waiting = [run(one), run(one), run(one), run(one)]
  await until('all commands arrive', () => server.commands.length === waiting.length)
  assert.equal(server.count(), 2)
  isSilent = false
  one.close()
  for (const result of await Promise.all(waiting)) assert.equal(result.kind, 'away')
  assert.deepEqual(await run(one), { kind: 'away', reason: 'the handler is closed' })
  const nobody = new PooledRedis({ host: 'x', port: 1, poolSize: 1 }, () =>
    Promise.reject(new Error('no connection to x:1: refused')),
  )
  const refused = await run(nobody)
  assert.equal(refused.kind, 'away')
})

test('more commands than may wait are not sent', async (t) => {
  const server = await redis(t, () => null)
  const one = client(t, server.port, PATIENT, 1)
  const waiting = Array.from({ length: 1_024 }, () => run(one))
  assert.deepEqual(await run(one), { kind: 'away', reason: 'too many commands wait' })
  one.close()
  await Promise.all(waiting)
})

test('a cluster: once told that the keys are elsewhere, their node is asked', async (t) => {
  const second = await redis(t, () => PAIR)
  const slots = (port: number): string =>
    `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:${port}\r\n`
  const first = await redis(t, ([word]) =>
    word?.toLowerCase() === 'cluster'
      ? slots(second.port)
      : `-MOVED 15495 127.0.0.1:${second.port}\r\n`,
  )
  const one = client(t, first.port)
  for (let i = 0; i < 3; i++) assert.deepEqual(await run(one), { kind: 'reply', reply: [3, 1500] })
  assert.deepEqual(second.commands.map(verb), ['evalsha', 'evalsha', 'evalsha'])
  assert.equal(first.commands.filter((words) => verb(words) === 'evalsha').length, 1)
})

test('redirections in a circle end', async (t) => {
  let port = 0
  const server = await redis(t, ([word]) =>
    word?.toLowerCase() === 'cluster'
      ? `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:${port}\r\n`
      : `-MOVED 15495 127.0.0.1:${port}\r\n`,
  )
  port = server.port
  assert.notEqual((await run(client(t, port))).kind, 'reply')
  assert.ok(server.commands.filter((words) => verb(words) === 'evalsha').length < 10)
})

function verb(words: readonly string[]): string {
  return words[0]?.toLowerCase() ?? ''
}

function lower([word = '', ...rest]: readonly string[]): string[] {
  return [word.toLowerCase(), ...rest]
}

/** Redis through the TCP path: commands, a pipeline of 10,000, pub/sub; with TLS ended, begun and passed through. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cluster, dials, listener, serves, tcpProxy } from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { freePort, runWell, startServer } from './program.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

const PIPELINE = 10_000
const VALUE_BYTES = 4_000_000

/** Listener, and whether clients speak TLS on it. */
const WAYS = [
  ['plain', false],
  ['terminated', true],
  ['originated', false],
  ['both', true],
  ['passed', true],
] as const

export const REDIS: ClientGroup = {
  name: 'redis',
  about: 'redis-cli and redis-server, TLS in every place',
  peers: ['redis-server', 'redis-cli'],
  isShort: true,
  run: async (stage) => {
    const [plain, secure] = await startRedis(stage)
    const proxy = await stage.proxy(
      [
        listener('plain', [tcpProxy('plain')]),
        listener('terminated', [tcpProxy('plain')], serves(stage.tls, [])),
        listener('originated', [tcpProxy('secure')]),
        listener('both', [tcpProxy('secure')], serves(stage.tls, [])),
        listener('passed', [tcpProxy('raw')]),
      ],
      [
        cluster('plain', plain),
        cluster('secure', secure, dials(stage.tls)),
        cluster('raw', secure),
      ],
    )
    for (const [name, isSecure] of WAYS) {
      const flags = flagsOf(stage, proxy, name, isSecure)
      const cli = async (args: readonly string[], input: string | Buffer = ''): Promise<string> =>
        (await runWell(stage.peer('redis-cli'), [...flags, ...args], { input })).text
      await stage.check(`${name}: commands and a large value`, async () => {
        assert.equal(await cli(['set', `k-${name}`, 'grüße']), 'OK\n')
        assert.equal(await cli(['get', `k-${name}`]), 'grüße\n')
        const value = randomBytes(VALUE_BYTES / 2).toString('hex')
        assert.equal(await cli(['-x', 'set', `big-${name}`], value), 'OK\n')
        assert.equal(await cli(['get', `big-${name}`]), `${value}\n`)
      })
      await stage.check(`${name}: a pipeline of ${PIPELINE} commands`, async () => {
        const commands = [...Array(PIPELINE).keys()].map((at) => command('INCRBY', `n-${name}`, at))
        assert.match(
          await cli(['--pipe'], commands.join('')),
          new RegExp(`errors: 0, replies: ${PIPELINE}\n`),
        )
        assert.equal(await cli(['get', `n-${name}`]), `${(PIPELINE * (PIPELINE - 1)) / 2}\n`)
      })
      await stage.check(`${name}: publish and subscribe`, () =>
        publish(stage.peer('redis-cli'), flags, cli),
      )
    }
  },
}

async function startRedis(stage: Stage): Promise<readonly [number, number]> {
  const plain = await freePort()
  const secure = await freePort()
  const { cert, key, roots } = stage.tls
  const server = await startServer(
    stage.peer('redis-server'),
    [
      ...['--port', `${plain}`, '--tls-port', `${secure}`, '--bind', '127.0.0.1', '--save', ''],
      ...['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', roots],
      ...['--tls-auth-clients', 'no', '--appendonly', 'no', '--dir', stage.folder],
    ],
    secure,
  )
  stage.defer(() => server.stop())
  return [plain, secure]
}

function flagsOf(
  stage: Stage,
  proxy: ShippedProxy,
  name: string,
  isSecure: boolean,
): readonly string[] {
  const tls = isSecure ? ['--tls', '--cacert', stage.tls.roots, '--sni', 'localhost'] : []
  return ['-h', '127.0.0.1', '-p', `${proxy.port(name)}`, ...tls]
}

/** As it stands on the wire. */
function command(...words: readonly (string | number)[]): string {
  const parts = words.map(String).map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
  return `*${words.length}\r\n${parts.join('')}`
}

async function publish(
  program: string,
  flags: readonly string[],
  cli: (args: readonly string[]) => Promise<string>,
): Promise<void> {
  const subscriber = spawn(program, [...flags, 'subscribe', 'news'])
  const exited = once(subscriber, 'exit')
  let text = ''
  let told = (): void => undefined
  subscriber.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
    told()
  })
  const until = async (part: string): Promise<void> => {
    while (!text.includes(part))
      await new Promise<void>((resolve) => {
        told = resolve
      })
  }
  try {
    await until('subscribe\nnews\n1\n')
    for (let at = 0; at < 5; at++) assert.equal(await cli(['publish', 'news', `item ${at}`]), '1\n')
    await until('item 4\n')
    const items = text.match(/item \d/g)
    assert.deepEqual(items, ['item 0', 'item 1', 'item 2', 'item 3', 'item 4'])
  } finally {
    subscriber.kill()
    await exited
  }
}

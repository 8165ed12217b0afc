/** nghttp before the proxy, nghttpd and Node behind it: trailers, padding, CONTINUATION, many streams. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cluster,
  dials,
  listener,
  manager,
  route,
  SPEAKS_HTTP1,
  SPEAKS_HTTP2,
  serves,
} from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { type Echo, startHttpOrigin } from './http-origin.ts'
import { freePort, runWell, sha256, startServer } from './program.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

const FILE_BYTES = 5_000_000
/** Of one field, so that the block needs CONTINUATION frames of 16 KB. */
const LONG_BYTES = 30_000

export const NGHTTP: ClientGroup = {
  name: 'nghttp',
  about: 'nghttp through the proxy to nghttpd and Node',
  peers: ['nghttp', 'nghttpd'],
  isShort: true,
  run: async (stage) => {
    const origin = await startHttpOrigin(stage)
    const root = join(stage.folder, 'www')
    mkdirSync(root)
    const file = randomBytes(FILE_BYTES)
    writeFileSync(join(root, 'file'), file)
    const plain = await startNghttpd(stage, root, ['--no-tls'])
    const secure = await startNghttpd(stage, root, [stage.tls.key, stage.tls.cert])
    const routes = ['h1', 'h2', 'd', 'ds'].map((name) =>
      route(`/${name}/`, name, { prefix_rewrite: '/' }),
    )
    const http = manager(routes, stage.logFile)
    const proxy = await stage.proxy(
      [listener('plain', [http]), listener('tls', [http], serves(stage.tls, ['h2', 'http/1.1']))],
      [
        cluster('h1', origin.http1, SPEAKS_HTTP1),
        cluster('h2', origin.http2, SPEAKS_HTTP2),
        cluster('d', plain, SPEAKS_HTTP2),
        cluster('ds', secure, { ...dials(stage.tls, ['h2']), ...SPEAKS_HTTP2 }),
      ],
    )
    for (const name of ['plain', 'tls'] as const) {
      const base = `${name === 'tls' ? 'https' : 'http'}://localhost:${proxy.port(name)}`
      await echoes(stage, base)
      await files(stage, base, file)
    }
    await counts(stage, proxy)
  },
}

/** Pads its frames and sends trailers with every answer. */
async function startNghttpd(stage: Stage, root: string, how: readonly string[]): Promise<number> {
  const port = await freePort()
  const flags = ['-d', root, '-a', '127.0.0.1', '--padding=200', '--trailer=x-end: of file']
  const server = await startServer(stage.peer('nghttpd'), [...flags, `${port}`, ...how], port)
  stage.defer(() => server.stop())
  return port
}

async function echoes(stage: Stage, base: string): Promise<void> {
  const scheme = base.split(':')[0]
  for (const name of ['h1', 'h2']) {
    const nghttp = async (flags: readonly string[]): Promise<Echo> =>
      JSON.parse(
        (
          await runWell(stage.peer('nghttp'), [
            '--no-verify-peer',
            ...flags,
            `${base}/${name}/echo`,
          ])
        ).text,
      ) as Echo // our origin's own answer
    await stage.check(`${scheme} to ${name}: upload with trailers and padding`, async () => {
      const data = randomBytes(300_000)
      const file = join(stage.folder, 'data')
      writeFileSync(file, data)
      const known = await nghttp(['-d', file, '--padding', '255'])
      assert.deepEqual(
        [known.method, known.bytes, known.sha256, known.headers['content-length']],
        ['POST', data.length, sha256(data), String(data.length)],
      )
      // Where HTTP/1.1 follows, only a chunked body has trailers.
      const flags = ['-d', file, '--no-content-length', '--trailer', 'x-end: of upload']
      const echo = await nghttp(flags)
      assert.deepEqual([echo.sha256, echo.headers['content-length']], [sha256(data), undefined])
      assert.deepEqual(echo.trailers, { 'x-end': 'of upload' })
    })
    if (name === 'h2')
      await stage.check(`${scheme} to ${name}: CONTINUATION`, async () => {
        const echo = await nghttp(['--continuation', '-H', `x-long: ${'l'.repeat(LONG_BYTES)}`])
        assert.equal(echo.headers['x-long']?.length, LONG_BYTES)
      })
    await stage.check(`${scheme} to ${name}: trailers of the answer`, async () => {
      const { text } = await runWell(stage.peer('nghttp'), [
        ...['--no-verify-peer', '-v', '-H', 'te: trailers', `${base}/${name}/trailers`],
      ])
      assert.match(text, /x-sum: 42/)
      assert.match(text, /with [\s\S]*trailers\n/)
    })
  }
}

async function files(stage: Stage, base: string, file: Buffer): Promise<void> {
  const scheme = base.split(':')[0]
  for (const name of ['d', 'ds']) {
    await stage.check(`${scheme} to ${name}: a file of padded frames`, async () => {
      const { stdout } = await runWell(stage.peer('nghttp'), [
        ...['--no-verify-peer', `${base}/${name}/file`],
      ])
      assert.equal(sha256(stdout), sha256(file))
    })
    await stage.check(`${scheme} to ${name}: small windows, many streams`, async () => {
      const { text } = await runWell(stage.peer('nghttp'), [
        ...['--no-verify-peer', '-n', '-s', '-m', '20', '-w', '14', '-W', '15'],
        `${base}/${name}/file`,
      ])
      const lines = text.split('\n').filter((line) => line.endsWith(`/${name}/file`))
      assert.equal(lines.length, 20, text)
      for (const line of lines) assert.match(line, / 200 +4M /)
    })
  }
}

async function counts(stage: Stage, proxy: ShippedProxy): Promise<void> {
  await stage.check('nothing was reset or refused', async () => {
    const stats = await proxy.stats('^http\\.h\\.downstream_rq_')
    assert.equal(stats.get('http.h.downstream_rq_tx_reset'), 0)
    assert.equal(stats.get('http.h.downstream_rq_rx_reset'), 0)
    assert.equal(stats.get('http.h.downstream_rq_5xx'), 0)
  })
}

/** grpc-js and grpcio, each as client and as server, through HTTP/2 on both sides; and gRPC-Web. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { credentials } from '@grpc/grpc-js'
import { filter, ROUTER } from '../differential/build.ts'
import { cluster, listener, manager, route, SPEAKS_HTTP2, serves } from './bootstrap.ts'
import type { ClientGroup, Stage } from './group.ts'
import { GRPC_JS_CHECKS, openEcho } from './grpc-js-client.ts'
import { startGrpcJs } from './grpc-js-server.ts'
import { PREFIX } from './grpc-service.ts'
import { freePort, runWell, startServer } from './program.ts'
import type { ShippedProxy } from './shipped-proxy.ts'

const PYTHON = join(import.meta.dirname, 'python')
const GRPC_WEB = filter(
  'envoy.filters.http.grpc_web',
  'envoy.extensions.filters.http.grpc_web.v3.GrpcWeb',
)

export const GRPC: ClientGroup = {
  name: 'grpc',
  about: 'grpc-js and grpcio as clients and servers; gRPC-Web by curl',
  peers: ['grpcio', 'curl'],
  isShort: false,
  run: async (stage) => {
    const server = await startGrpcJs()
    stage.defer(() => server.close())
    const python = await startPython(stage)
    const http = (name: string) =>
      manager([route(PREFIX, name)], stage.logFile, { http_filters: [GRPC_WEB, ROUTER] })
    const tls = serves(stage.tls, ['h2'])
    const proxy = await stage.proxy(
      [
        listener('plain-js', [http('js')]),
        listener('tls-js', [http('js')], tls),
        listener('plain-python', [http('python')]),
        listener('tls-python', [http('python')], tls),
      ],
      [cluster('js', server.port, SPEAKS_HTTP2), cluster('python', python, SPEAKS_HTTP2)],
    )
    await fromGrpcJs(stage, proxy, 'plain-python')
    await fromGrpcJs(stage, proxy, 'tls-js')
    await fromGrpcio(stage, proxy, 'plain-js')
    await fromGrpcio(stage, proxy, 'tls-python')
    await grpcWeb(stage, proxy)
  },
}

async function startPython(stage: Stage): Promise<number> {
  const port = await freePort()
  const server = await startServer('python3', [join(PYTHON, 'grpc_server.py'), `${port}`], port, {
    PYTHONPATH: stage.peer('grpcio'),
  })
  stage.defer(() => server.stop())
  return port
}

async function fromGrpcJs(stage: Stage, proxy: ShippedProxy, name: string): Promise<void> {
  const channel = name.startsWith('tls')
    ? credentials.createSsl(readFileSync(stage.tls.roots))
    : credentials.createInsecure()
  const client = openEcho(`localhost:${proxy.port(name)}`, channel)
  for (const [title, check] of Object.entries(GRPC_JS_CHECKS))
    await stage.check(`grpc-js by ${name}: ${title}`, () => check(client))
  client.close()
}

async function fromGrpcio(stage: Stage, proxy: ShippedProxy, name: string): Promise<void> {
  const roots = name.startsWith('tls') ? stage.tls.roots : '-'
  const target = `localhost:${proxy.port(name)}`
  const { text } = await runWell('python3', [join(PYTHON, 'grpc_client.py'), target, roots], {
    env: { PYTHONPATH: stage.peer('grpcio') },
    timeoutMs: 120_000,
  })
  for (const line of text.trim().split('\n')) {
    const { name: title, error } = JSON.parse(line) as { name: string; error: string | null } // our script's own line
    await stage.check(`grpcio by ${name}: ${title}`, () =>
      error === null ? Promise.resolve() : Promise.reject(new Error(error)),
    )
  }
}

// -- gRPC-Web --------------------------------------------------------------------------

function frame(flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head[0] = flags
  head.writeUInt32BE(body.length, 1)
  return Buffer.concat([head, body])
}

async function grpcWeb(stage: Stage, proxy: ShippedProxy): Promise<void> {
  for (const kind of ['grpc-web', 'grpc-web-text'])
    for (const version of ['--http1.1', '--http2-prior-knowledge'])
      await stage.check(`${kind} by curl ${version}`, async () => {
        const isText = kind.endsWith('text')
        const request = frame(0, Buffer.from('echo:from the web'))
        const url = `http://localhost:${proxy.port('plain-python')}${PREFIX}Unary`
        const headers = ['content-type', 'accept'].flatMap((name) => [
          '-H',
          `${name}: application/${kind}+proto`,
        ])
        const flags = [...['-sS', '--ipv4', version], ...headers, '--data-binary', '@-', url]
        const { stdout, text } = await runWell(stage.peer('curl'), flags, {
          input: isText ? request.toString('base64') : request,
        })
        const bytes = isText ? decodeParts(text) : stdout
        const body = frame(0, Buffer.from('from the web'))
        assert.ok(bytes.subarray(0, body.length).equals(body), bytes.toString('latin1'))
        const trailers = bytes.subarray(body.length)
        assert.equal(trailers[0], 0x80)
        assert.equal(trailers.readUInt32BE(1), trailers.length - 5)
        const lines = trailers.subarray(5).toString('latin1').split('\r\n')
        assert.ok(
          lines.some((line) => /^grpc-status: ?0$/.test(line)),
          lines.join('|'),
        )
        assert.ok(
          lines.some((line) => /^x-tail: ?at the end$/.test(line)),
          lines.join('|'),
        )
      })
}

/** Base64 whose parts may each be padded. */
function decodeParts(text: string): Buffer {
  const parts = text.match(/[^=]+=*/g) ?? []
  return Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')))
}

/** HTTP/2 of the shipped proxy against programs of others: h2spec, curl, nghttp, h2load, and gRPC by Python's grpcio. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { command } from '../cli.ts'
import { type Http2Proxy, startHttp2Proxy } from '../http2/proxy.ts'
import { findPeers } from '../peers.ts'
import type { OwnScenario } from '../runner.ts'

const BODY = Buffer.alloc(1024, 'a')
const ECHO = join(import.meta.dirname, '..', 'http2', 'echo.py')

export const http2: readonly OwnScenario[] = [
  {
    name: 'http2: h2spec, strict, in the clear and over TLS',
    run: withPeers(['h2spec'], async (paths) => {
      await onHttp1Origin(async (proxy) => {
        const base = ['--strict', '-h', '127.0.0.1', '-o', '5']
        await conforms(paths, [...base, '-p', String(proxy.plainPort)])
        await conforms(paths, [...base, '-t', '-k', '-p', String(proxy.tlsPort)])
      })
    }),
  },
  {
    name: 'http2: curl, nghttp and h2load',
    run: withPeers(['curl', 'nghttp', 'h2load'], async () => {
      await onHttp1Origin(async (proxy) => {
        const plain = `http://127.0.0.1:${proxy.plainPort}/`
        const secure = `https://127.0.0.1:${proxy.tlsPort}/`
        const format = '%{http_code} %{http_version} %{size_download}'
        const curl = ['-s', '-k', '-o', '/dev/null', '-w', format]
        assert.equal(
          await output('curl', [...curl, '--http2-prior-knowledge', plain]),
          '200 2 1024',
        )
        assert.equal(await output('curl', [...curl, '--http2', secure]), '200 2 1024')
        assert.equal(await output('curl', [...curl, '--http1.1', secure]), '200 1.1 1024')
        assert.equal(await output('curl', [...curl, plain]), '200 1.1 1024')
        const posted = ['--http2-prior-knowledge', '-d', 'x'.repeat(100_000), plain]
        assert.equal(await output('curl', [...curl, ...posted]), '200 2 1024')
        assert.equal((await output('nghttp', [plain, secure])).length, 2 * BODY.length)
        const load = await output('h2load', ['-n', '4000', '-c', '8', '-m', '16', plain])
        assert.match(load, /4000 succeeded, 0 failed, 0 errored, 0 timeout/)
        assert.match(load, /4000 2xx/)
      })
    }),
  },
  {
    name: 'http2: gRPC of every kind between ends of grpcio',
    run: withPeers(['grpcio'], async (paths) => {
      const env = { PYTHONPATH: paths['grpcio'] ?? '' }
      const server = spawn('python3', [ECHO, 'serve'], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      try {
        const proxy = await startHttp2Proxy(await portOf(server), 'http2')
        try {
          const args = [ECHO, 'call', String(proxy.plainPort)]
          const { code, stdout, stderr } = await command('python3', args, { env })
          assert.equal(code, 0, stderr)
          assert.equal(stdout.trim(), 'ok')
        } finally {
          await proxy.stop()
        }
      } finally {
        server.kill()
      }
    }),
  },
]

/** In CI a missing program is a failure; on a laptop the scenario says why it is skipped. */
function withPeers(
  names: readonly string[],
  run: (paths: Readonly<Record<string, string>>) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const peers = findPeers(names)
    if (peers.kind === 'present') await run(peers.paths)
    else if (process.env['CI']) throw new Error(peers.reason)
    else process.stdout.write(`SKIP ${peers.reason}\n`)
  }
}

async function onHttp1Origin(run: (proxy: Http2Proxy) => Promise<void>): Promise<void> {
  const origin = createServer((request, response) => {
    // Only then: curl does not like an answer that comes before it has sent everything, through whatever proxy.
    request.on('end', () => response.end(BODY))
    request.resume()
  })
  origin.listen(0, '127.0.0.1')
  await once(origin, 'listening')
  const bound = origin.address()
  assert.ok(bound !== null && typeof bound !== 'string')
  try {
    const proxy = await startHttp2Proxy(bound.port, 'http1')
    try {
      await run(proxy)
    } finally {
      await proxy.stop()
    }
  } finally {
    origin.close()
    origin.closeAllConnections()
  }
}

async function conforms(
  paths: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<void> {
  const { code, stdout } = await command(paths['h2spec'] ?? '', args)
  const summary = /\d+ tests, \d+ passed, \d+ skipped, \d+ failed/.exec(stdout)?.[0] ?? ''
  assert.equal(code, 0, stdout.slice(stdout.indexOf('Failures')))
  assert.equal(summary, '146 tests, 146 passed, 0 skipped, 0 failed')
}

async function output(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await command(program, args)
  assert.equal(code, 0, `${program}: ${stderr}`)
  return stdout
}

/** The first line that the server prints. */
async function portOf(server: ChildProcess): Promise<number> {
  const { stdout } = server
  if (stdout === null) throw new Error(`${dirname(ECHO)}: no standard output`)
  for await (const line of createInterface({ input: stdout })) {
    stdout.resume()
    return Number(line)
  }
  throw new Error('the gRPC server ended before it was ready')
}

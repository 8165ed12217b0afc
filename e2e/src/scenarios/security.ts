/** What the network shows and refuses: no plaintext between workloads, no plaintext into a STRICT port, no broken framing through. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { productPage } from '../bookinfo.ts'
import { command } from '../cli.ts'
import { BOTH, type Scenario } from '../scenario.ts'

/** Words of the sample's requests and answers that a capture of plaintext would show. Host names do show: they are the TLS server names. */
const PLAINTEXT = [
  'HTTP/1.1',
  'GET /',
  '/reviews/',
  '/ratings/',
  '/productpage',
  'Reviewer1',
  'PublisherA',
  'glyphicon',
  'end-user',
  'x-request-id',
  'x-istio-attributes',
]

export const security: readonly Scenario[] = [
  {
    name: 'a capture on the bridge shows no plaintext of the sample',
    modes: ['netns'],
    run: async (mesh) => {
      const status = await mesh.status()
      const bridge = await bridgeOf(
        status.workloads.find((w) => w.name === 'productpage-v1')?.address ?? '',
      )
      const capture = spawn(
        'tcpdump',
        ['-i', bridge, '--immediate-mode', '-U', '-s', '0', '-w', '-', 'tcp'],
        {
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      capture.on('error', () => undefined) // nothing captured fails below
      const chunks: Buffer[] = []
      capture.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
      await once(capture.stderr, 'data') // it says that it listens
      for (let i = 0; i < 20; i++) await productPage(mesh.url, i % 2 === 0 ? null : 'jason')
      await delay(300) // the last packets reach the capture
      capture.kill('SIGINT')
      await once(capture, 'close')
      const bytes = Buffer.concat(chunks)
      assert.ok(bytes.length > 100_000, `captured only ${bytes.length} bytes`)
      for (const word of PLAINTEXT)
        assert.equal(bytes.includes(word), false, `the capture holds "${word}"`)
    },
  },
  {
    name: 'a plaintext connection to a STRICT port is closed without an answer',
    modes: BOTH,
    run: async (mesh) => {
      const details = (await mesh.status()).workloads.find((w) => w.name === 'details-v1')
      const port = mesh.mode === 'netns' ? 9080 : 15006
      const answer = await raw(
        details?.address ?? '',
        port,
        'GET /details/0 HTTP/1.1\r\nHost: details\r\n\r\n',
      )
      assert.equal(answer, '')
      assert.equal((await productPage(mesh.url)).detailsError, false)
    },
  },
  {
    name: 'broken framing gets 400 and a closed connection, and is never forwarded',
    modes: BOTH,
    run: async (mesh) => {
      const { hostname, port } = new URL(mesh.url)
      const broken = [
        'POST /productpage HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        'POST /productpage HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
        'GET /productpage HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n',
        'GET /productpage HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n',
        // Folded where it decides framing or routing; elsewhere a folded line is joined, as by Envoy (ADR 0009).
        'POST /productpage HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n 4\r\n\r\nabcd',
        'POST /productpage HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n',
        'GET /productpage HTTP/1.1\r\nHost: x\r\n y\r\n\r\n',
        'GET /productpage HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n',
        'POST /productpage HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc',
        'POST /productpage HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc',
        'GET /productpage HTTP/1.1\r\n\r\n',
      ]
      for (const text of broken) {
        const answer = await raw(hostname, Number(port), text)
        assert.match(
          answer,
          /^HTTP\/1\.1 400 /,
          `${JSON.stringify(text)} was answered ${JSON.stringify(answer.slice(0, 80))}`,
        )
        assert.match(answer, /connection: close/i)
      }
    },
  },
]

/** Sends bytes and returns all that comes back until the other side closes, or what came within 5 s. */
function raw(host: string, port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, host, () => socket.write(text))
    const finish = (): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(5_000, () => {
      answer += '[still open]'
      finish()
    })
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', finish) // a reset is a close too
    socket.on('close', finish)
  })
}

async function bridgeOf(address: string): Promise<string> {
  const route = await command('ip', ['route', 'get', address])
  const device = /dev (\S+)/.exec(route.stdout)?.[1]
  assert.ok(device, route.stderr)
  return device
}

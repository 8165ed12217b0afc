/** HTTP loads: kept and new connections, HTTP/2, TLS, uploads, slow readers, clients that leave, upstreams that reset. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { call, open, type Target } from './http1-client.ts'
import { BIG, HELLO } from './origins.ts'
import { closed, type Load } from './paced.ts'

const UPLOAD: Buffer = Buffer.alloc(100_000, 'u')
/** Requests of one HTTP/2 connection, after which the next one opens. */
const PER_SESSION = 200
const PAUSE_MS = 2_000

export interface HttpTargets {
  readonly plain: Target
  readonly tls: Target
  /** The listener that changes all the time. */
  readonly moving: Target
}

export function httpLoads({ plain, tls, moving }: HttpTargets): readonly Load[] {
  return [
    kept('HTTP/1.1, kept connections', 15, plain, '/'),
    kept('HTTP/1.1 to HTTP/2', 6, plain, '/h2/'),
    kept('HTTP/1.1 on the changing listener', 6, moving, '/'),
    kept('HTTPS, kept connections', 4, tls, '/'),
    fresh('HTTP/1.1, new connections', 6, plain),
    fresh('HTTPS, new connections', 2, tls),
    multiplexed('HTTP/2', 12, plain, '/h2/'),
    multiplexed('HTTP/2 to HTTP/1.1', 6, plain, '/'),
    multiplexed('HTTP/2 on the changing listener', 4, moving, '/'),
    multiplexed('HTTP/2 over TLS', 3, tls, '/'),
    uploads(plain),
    slowReaders(plain),
    slowReaders2(plain),
    leavers(plain),
    leavers2(plain),
    resets(plain),
  ]
}

async function hello(reply: Promise<{ status: number; bytes: number }>): Promise<void> {
  const { status, bytes } = await reply
  assert.deepEqual([status, bytes], [200, HELLO.length])
}

function kept(name: string, perSecond: number, target: Target, path: string): Load {
  const Agent = target.ca === null ? http.Agent : https.Agent
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  return {
    name,
    perSecond,
    unit: () => hello(call(target, { path, agent })),
    close: () => agent.destroy(),
  }
}

function fresh(name: string, perSecond: number, target: Target): Load {
  const headers = { connection: 'close' }
  return {
    name,
    perSecond,
    unit: () => hello(call(target, { path: '/', agent: false, headers })),
  }
}

function uploads(target: Target): Load {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  return {
    name: 'uploads, with length and in chunks',
    perSecond: 4,
    unit: async (turn) => {
      const headers = turn % 2 === 0 ? { 'transfer-encoding': 'chunked' } : {}
      const path = turn % 4 < 2 ? '/echo' : '/h2/echo'
      const reply = await call(target, { path, agent, body: UPLOAD, headers })
      assert.deepEqual([reply.status, reply.bytes], [200, UPLOAD.length])
    },
    close: () => agent.destroy(),
  }
}

function slowReaders(target: Target): Load {
  return {
    name: 'slow readers, HTTP/1.1',
    perSecond: 1,
    unit: async (turn) => {
      const request = open(target, { path: turn % 2 === 0 ? '/big' : '/h2/big', agent: false })
      request.end()
      try {
        const [response] = (await once(request, 'response')) as [http.IncomingMessage] // of its event
        await sleep(PAUSE_MS)
        if (turn % 3 === 0) return
        let bytes = 0
        for await (const chunk of response) bytes += (chunk as Buffer).length
        assert.equal(bytes, BIG.length)
      } finally {
        request.destroy()
      }
    },
  }
}

function leavers(target: Target): Load {
  return {
    name: 'clients that leave, HTTP/1.1',
    perSecond: 6,
    unit: async (turn) => {
      const path = turn % 2 === 0 ? '/slow' : '/h2/slow'
      const hasBody = turn % 4 > 1
      const request = open(target, {
        path: hasBody ? path.replace('slow', 'echo') : path,
        agent: false,
        headers: { 'content-length': hasBody ? UPLOAD.length : 0 },
      })
      request.on('error', () => undefined) // provoked here
      const gone = closed(request)
      if (hasBody) request.write(UPLOAD.subarray(0, 1_000))
      else request.end()
      await sleep(60)
      request.destroy()
      await gone
    },
  }
}

function resets(target: Target): Load {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  return {
    name: 'upstreams that reset',
    perSecond: 4,
    unit: async (turn) => {
      if (turn % 2 === 0) {
        const reply = await call(target, { path: '/reset-early', agent })
        assert.equal(reply.status, 503)
      } else {
        const reply = await call(target, { path: '/reset-late', agent })
        assert.deepEqual([reply.status, reply.isCut], [200, true])
      }
    },
    close: () => agent.destroy(),
  }
}

// -- HTTP/2 ---------------------------------------------------------------------------

function connect(target: Target): http2.ClientHttp2Session {
  const session =
    target.ca === null
      ? http2.connect(`http://127.0.0.1:${target.port}`)
      : http2.connect(`https://127.0.0.1:${target.port}`, {
          ca: target.ca,
          servername: 'localhost',
        })
  session.on('error', () => session.destroy()) // the streams on it tell
  return session
}

function multiplexed(name: string, perSecond: number, target: Target, path: string): Load {
  let session: http2.ClientHttp2Session | null = null
  let left = 0
  const current = (): http2.ClientHttp2Session => {
    if (session === null || session.closed || session.destroyed || left === 0) {
      session?.close()
      const opened = connect(target)
      // A connection that is to end takes no more requests.
      opened.on('goaway', () => {
        if (session === opened) session = null
        opened.close()
      })
      session = opened
      left = PER_SESSION
    }
    left--
    return session
  }
  const get = async (): Promise<{ status: number; bytes: number }> => {
    const stream = current().request({ ':path': path, ':authority': 'localhost' })
    let status = 0
    let bytes = 0
    stream.on('response', (headers) => {
      status = headers[':status'] ?? 0
    })
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    // Tells what a close does not: why.
    let failure: unknown = null
    stream.on('error', (error) => {
      failure = error
    })
    await closed(stream)
    if (failure !== null) throw failure
    return { status, bytes }
  }
  return { name, perSecond, unit: () => hello(get()), close: () => session?.close() }
}

function slowReaders2(target: Target): Load {
  return {
    name: 'slow readers, HTTP/2',
    perSecond: 1,
    unit: async (turn) => {
      const session = connect(target)
      const gone = closed(session)
      const path = turn % 2 === 0 ? '/big' : '/h2/big'
      const stream = session.request({ ':path': path, ':authority': 'localhost' })
      try {
        await once(stream, 'response')
        stream.on('error', () => undefined) // the bytes tell
        await sleep(PAUSE_MS)
        if (turn % 3 === 0) return
        let bytes = 0
        for await (const chunk of stream) bytes += (chunk as Buffer).length
        assert.equal(bytes, BIG.length)
      } finally {
        session.destroy()
        await gone
      }
    },
  }
}

function leavers2(target: Target): Load {
  return {
    name: 'clients that leave, HTTP/2',
    perSecond: 4,
    unit: async (turn) => {
      const session = connect(target)
      const gone = closed(session)
      const stream = session.request(
        {
          ':path': turn % 2 === 0 ? '/slow' : '/h2/slow',
          ':authority': 'localhost',
          ':method': 'POST',
        },
        { endStream: turn % 3 === 0 },
      )
      stream.on('error', () => undefined) // provoked here
      await sleep(60)
      // Streams that are reset, and connections that are gone.
      if (turn % 4 < 2) {
        const over = closed(stream)
        stream.close(http2.constants.NGHTTP2_CANCEL)
        stream.resume()
        await Promise.race([over, sleep(1_000)])
      }
      session.destroy()
      await gone
    },
  }
}

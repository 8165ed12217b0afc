/** The manager behind mutual TLS: client certificates in headers, and orderly ends on TLS sockets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { ok } from './testing/origin.ts'
import { Harness } from './testing/proxy-harness.ts'

test('requests over mutual TLS', async (t) => {
  const big = 'x'.repeat(2_000_000)
  const proxy = await Harness.start({
    manager: {
      forward_client_cert_details: 'APPEND_FORWARD',
      set_current_client_cert_details: { subject: true, uri: true },
    },
    handler: (request) => {
      if (!request.line.includes('cut')) return ok(request.line.includes('big') ? big : 'hello')
      request.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc')
      return null
    },
  })
  t.after(() => proxy.close())
  const ca = new TestCa()
  const [server, client] = ['httpbin', 'sleep'].map((name) => ca.issue(testSpiffeId(name)))
  assert.ok(server && client)
  const tlsServer = createServer({
    key: server.keyPem,
    cert: server.certChainPem,
    ca: ca.rootPem,
    requestCert: true,
    allowHalfOpen: true,
  })
  tlsServer.on('secureConnection', (socket: TLSSocket) => {
    socket.pause()
    proxy.filter.onConnection({
      socket,
      head: null,
      info: {
        id: 1,
        listener: 'tls',
        filterChain: '',
        direction: 'inbound',
        remoteAddress: '127.0.0.1',
        remotePort: 1,
        localAddress: '127.0.0.1',
        localPort: 2,
        isRestored: false,
        requestedServerName: '',
        acceptedAtMs: 0,
        acceptedWallMs: 0,
        tls: {
          peerPrincipal: client.spiffeId,
          sni: '',
          alpn: '',
          peerSubject: 'O=test',
          peerFingerprint256: 'ab',
          peerDnsNames: [],
          localPrincipal: server.spiffeId,
          version: 'TLSv1.3',
          cipher: 'TLS_AES_128_GCM_SHA256',
        },
      },
    })
  })
  tlsServer.listen(0, '127.0.0.1')
  await once(tlsServer, 'listening')
  t.after(() => tlsServer.close())
  const address = tlsServer.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const call = async (line: string): Promise<string> => {
    const socket = connect({
      port: address.port,
      host: '127.0.0.1',
      key: client.keyPem,
      cert: client.certChainPem,
      ca: ca.rootPem,
      checkServerIdentity: () => undefined,
    })
    await once(socket, 'secureConnect')
    socket.write(
      `${line} HTTP/1.1\r\nhost: a\r\nx-forwarded-client-cert: By=x\r\nconnection: close\r\n\r\n`,
    )
    let text = ''
    for await (const chunk of socket) text += (chunk as Buffer).toString('latin1') // a byte stream without encoding
    return text
  }
  assert.match(await call('GET /'), /^HTTP\/1\.1 200 OK\r\n[\s\S]*hello$/)
  const headers = proxy.origin.requests[0]?.headers ?? {}
  assert.equal(
    headers['x-forwarded-client-cert'],
    `By=x,By=${server.spiffeId};Hash=ab;Subject="O=test";URI=${client.spiffeId}`,
  )
  assert.equal(headers['x-forwarded-proto'], 'https')
  assert.ok((await call('GET /big')).endsWith(`\r\n\r\n${big}`))
  assert.ok((await call('GET /cut')).endsWith('abc'))
  assert.match(await call('GE T /'), /^HTTP\/1\.1 400 /)
  const lines = await proxy.logged(4)
  assert.deepEqual(
    lines.map((line) => line.flags),
    ['-', '-', 'UPE', 'DPE'],
  )
})

/** Drawn requests of HTTP/2 clients, of gRPC clients among them, and gRPC-Web over HTTP/1. */
import { get, http2, RESET, send, wait } from '../build.ts'
import type { Act, Exchange, Script } from '../model.ts'
import type { Random } from '../random.ts'
import { drawAnswers, drawFields, PATHS, type Pairs } from './words.ts'

const METHODS = ['GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'CUSTOM']
const BODIES = ['x', 'hello body', 'b'.repeat(3_000), 'c'.repeat(90_000)]
/** Names that this client's library does not send, or sends otherwise. */
const NOT_SENT = /^(connection|proxy-connection|keep-alive|upgrade|te|transfer-encoding)$/

export function drawHttp2(random: Random): Exchange {
  const notes: string[] = ['h2']
  const method = random.pick(METHODS)
  const path = random.pick(PATHS)
  const fields = drawFields(random)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !NOT_SENT.test(name))
  if (random.oneIn(10)) fields.push(['te', 'trailers'])
  const mayHaveBody = !/GET|HEAD/.test(method) && random.oneIn(2)
  const body = mayHaveBody ? random.pick(BODIES) : null
  if (body !== null && random.oneIn(2)) fields.push(['content-length', String(body.length)])
  const trailers: Pairs = body !== null && random.oneIn(4) ? [['x-trailer', 't']] : []
  notes.push(method, path, ...fields.slice(0, 4).map(([k, v]) => `${k}: ${v.slice(0, 16)}`))
  if (body !== null) notes.push(`${body.length} bytes`)
  if (trailers.length > 0) notes.push('trailers')
  notes.push('→')
  const script = drawAnswers(random, 1, notes, method === 'HEAD')
  return http2(
    notes.join(' · ').slice(0, 300),
    {
      headers: [
        [':method', method],
        [':scheme', random.pick(['http', 'http', 'https'])],
        [':authority', random.pick(['a.test', 'a.test', 'A.Test', 'a.test:80', 'b.test:8080'])],
        [':path', path],
        ...single(fields),
      ],
      body,
      trailers,
    },
    script === null ? {} : { script },
  )
}

/** The platform's codec refuses to send these twice. */
function single(fields: Pairs): Pairs {
  const seen = new Set<string>()
  return fields.filter(([name]) => {
    if (/^(x-|cookie$|accept)/.test(name)) return true
    const isNew = !seen.has(name)
    seen.add(name)
    return isNew
  })
}

// -- gRPC ---------------------------------------------------------------------------------

const MESSAGE = '\u0000\u0000\u0000\u0000\u0002hi'
const STATUS = ['0', '0', '1', '2', '4', '5', '7', '8', '13', '14', '16', '99', 'x', '']
const CONTENT = [
  ...['application/grpc', 'application/grpc', 'application/grpc', 'application/grpc+proto'],
  ...['application/grpc; charset=utf-8', 'application/grpcx', 'text/plain', 'Application/gRPC'],
]
const WEB = [
  ...['application/grpc-web', 'application/grpc-web+proto', 'application/grpc-web-text'],
  ...['application/grpc-web-text+proto', 'application/grpc-web+json', 'application/grpc'],
]

function drawGrpcScript(random: Random, notes: string[]): Script {
  const status = random.pick(STATUS)
  const type = random.pick(CONTENT)
  const message = random.pick(['', '', 'grpc-message: no%20way\r\n', 'grpc-message: caf\u00e9\r\n'])
  const details = random.oneIn(6) ? 'grpc-status-details-bin: AAAA\r\n' : ''
  const ending = `grpc-status: ${status}\r\n${message}${details}`
  const head = `content-type: ${type}\r\n${random.oneIn(5) ? 'grpc-encoding: gzip\r\nx-up: 1\r\n' : ''}`
  const code = random.oneIn(6) ? random.pick([400, 401, 403, 404, 429, 500, 502, 503, 504]) : 200
  notes.push(`${code} ${type} status ${status}`)
  const body = random.pick([MESSAGE, `${MESSAGE}${MESSAGE}`, '', 'no frame', MESSAGE.slice(0, 6)])
  const chunk = body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`
  const whole = `HTTP/1.1 ${code} X\r\n${head}transfer-encoding: chunked\r\n\r\n${chunk}0\r\n${ending}\r\n`
  const acts = ((): readonly Act[] => {
    switch (random.below(10)) {
      case 0:
      case 1:
        notes.push('trailers only')
        return [send(`HTTP/1.1 ${code} X\r\n${head}${ending}content-length: 0\r\n\r\n`)]
      case 2:
        notes.push('without trailers')
        return [
          send(`HTTP/1.1 ${code} X\r\n${head}transfer-encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`),
        ]
      case 3:
        notes.push('reset')
        return [RESET]
      case 4:
        notes.push('cut off')
        return [
          send(`HTTP/1.1 ${code} X\r\n${head}content-length: 90\r\n\r\n${body}`),
          wait(20),
          RESET,
        ]
      default:
        return [send(whole)]
    }
  })()
  return { attempts: [acts, [send(whole)]] }
}

export function drawGrpc(random: Random): Exchange {
  const notes: string[] = ['grpc']
  const path = random.pick([
    '/p.Service/Method',
    '/retry/Method',
    '/h2/M',
    '/dead/M',
    '/none-at-all/M',
    '/direct/M',
    '/buffered/M',
    '/mapped/M',
  ])
  const fields = drawFields(random)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !NOT_SENT.test(name) && name !== 'content-type')
  const type = random.pick(CONTENT)
  notes.push(path, type, ...fields.slice(0, 4).map(([k, v]) => `${k}: ${v.slice(0, 16)}`), '→')
  const script = drawGrpcScript(random, notes)
  const body = random.pick([MESSAGE, MESSAGE, `${MESSAGE}${MESSAGE}`, 'x'])
  return http2(
    notes.join(' · ').slice(0, 300),
    {
      headers: [
        [':method', 'POST'],
        [':scheme', 'http'],
        [':authority', 'a.test'],
        [':path', path],
        ['content-type', type],
        ['te', 'trailers'],
        ...single(fields),
      ],
      body,
      trailers: [],
    },
    random.oneIn(4) ? {} : { script },
  )
}

export function drawGrpcWeb(random: Random): Exchange {
  const notes: string[] = []
  const path = random.pick([
    '/p.Service/Method',
    '/retry/Method',
    '/h2/M',
    '/dead/M',
    '/none-at-all/M',
    '/direct/M',
  ])
  const type = random.pick(WEB)
  const isText = type.includes('text')
  const message = random.pick([MESSAGE, '', `${MESSAGE}${MESSAGE}`, 'x'])
  const body = isText ? Buffer.from(message, 'latin1').toString('base64') : message
  const headers: [string, string][] = [
    ['content-type', type],
    ...(random.oneIn(2) ? [['accept', random.pick(WEB)] as [string, string]] : []),
    ...(random.oneIn(2) ? [['x-grpc-web', '1'] as [string, string]] : []),
    ...drawFields(random).filter(([name]) => name !== 'content-type' && name !== 'accept'),
  ]
  notes.push('→')
  const script = drawGrpcScript(random, notes)
  const exchange = get(path, { method: 'POST', headers, body }, random.oneIn(4) ? {} : { script })
  return { ...exchange, name: `grpc-web: ${exchange.name} ${notes.join(' · ')}`.slice(0, 300) }
}

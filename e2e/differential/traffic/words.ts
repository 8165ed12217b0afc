/** Requests and answers that are well-formed and rare: what drawn conversations are made of. */

import { RESET, response, send, wait } from '../build.ts'
import type { Act, Script } from '../model.ts'
import type { Random } from '../random.ts'

export type Pairs = readonly (readonly [string, string])[]

/** The routes of every bootstrap of drawn traffic. */
export const PATHS: readonly string[] = [
  ...['/p', '/p', '/p', '/p?q=1', '/direct', '/direct/empty', '/redirect?x=1', '/dead', '/none'],
  ...['/retry', '/retry', '/two', '/gone', '/post', '/rewrite/a%2Fb?c', '/teapot', '/h2', '/h2/x'],
  ...['/none-at-all', '/upgrade', '/buffered', '/mapped', '/long-body'],
]

const FIELDS: Pairs = [
  ['x-a', '1'],
  ['x-a', ''],
  ['x-empty', ''],
  ['X-Mixed-Case', 'Value'],
  ['x-b', 'one'],
  ['x-b', 'two'],
  ['accept', 'text/html, application/json;q=0.9'],
  ['accept-encoding', 'gzip, br'],
  ['accept-encoding', 'identity'],
  ['cookie', 'a=1; b=2'],
  ['cookie', 'c=3'],
  ['user-agent', 'drawn/1.0'],
  ['user-agent', ''],
  ['referer', 'http://r.test/x'],
  ['origin', 'http://o.test'],
  ['authorization', 'Bearer x'],
  ['cache-control', 'no-cache'],
  ['if-none-match', '"x"'],
  ['range', 'bytes=0-1'],
  ['max-forwards', '3'],
  ['forwarded', 'for=1.2.3.4'],
  ['via', '1.1 before'],
  ['te', 'trailers'],
  ['content-type', 'text/plain'],
  ['content-type', 'application/grpc'],
  ['content-type', 'application/grpc-web'],
  ['content-encoding', 'gzip'],
  ['content-language', 'de'],
  ['x-forwarded-for', '1.2.3.4'],
  ['x-forwarded-for', '10.1.1.1, 192.168.0.9'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-host', 'f.test'],
  ['x-forwarded-port', '8443'],
  ['x-request-id', 'a-b-c'],
  ['x-client-trace-id', 'mine'],
  ['x-envoy-force-trace', '1'],
  ['x-envoy-internal', 'true'],
  ['x-envoy-decorator-operation', 'op'],
  ['x-envoy-downstream-service-cluster', 'them'],
  ['x-envoy-downstream-service-node', 'node'],
  ['x-envoy-external-address', '8.8.8.8'],
  ['x-envoy-upstream-rq-timeout-ms', '2000'],
  ['x-envoy-upstream-rq-per-try-timeout-ms', '1900'],
  ['x-envoy-upstream-alt-stat-name', 'alt'],
  ['x-envoy-max-retries', '1'],
  ['x-envoy-retry-on', '5xx'],
  ['x-envoy-retriable-status-codes', '418'],
  ['x-envoy-retriable-header-names', 'x-again'],
  ['x-envoy-retry-grpc-on', 'unavailable'],
  ['x-envoy-hedge-on-per-try-timeout', 'false'],
  ['x-envoy-attempt-count', '9'],
  ['x-envoy-is-timeout-retry', 'true'],
  ['x-envoy-ip-tags', 'none'],
  ['x-envoy-original-host', 'before.test'],
  ['x-envoy-peer-metadata', 'x'],
  ['x-b3-traceid', '0000000000000001'],
  ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ['grpc-timeout', '2S'],
  ['grpc-accept-encoding', 'gzip'],
  ['priority', 'u=1, i'],
  ['upgrade-insecure-requests', '1'],
  ['sec-fetch-mode', 'cors'],
  ['access-control-request-method', 'GET'],
  ['date', 'Sat, 01 Jan 2000 00:00:00 GMT'],
  ['server', 'client'],
  ['warning', '199 - "x"'],
  ['x-long', 'l'.repeat(2_000)],
  ['x-obs', 'caf\u00e9'],
  ['x-many', 'a,b,,c'],
  ['x-quoted', '"a\\"b"'],
]

/** Some fields of a request; a name may come twice. */
export function drawFields(random: Random): [string, string][] {
  const fields: [string, string][] = []
  for (let count = random.pick([0, 0, 1, 1, 2, 3, 5]); count > 0; count--) {
    const [name, value] = random.pick(FIELDS)
    fields.push([name, value])
  }
  // Around the limits of one field, of all fields, and of their number.
  if (random.oneIn(24))
    fields.push(['x-big', 'b'.repeat(random.pick([900, 1_100, 8_000, 59_000, 61_500, 70_000]))])
  if (random.oneIn(30))
    for (let i = random.pick([80, 92, 95, 98, 101]); i > 0; i--) fields.push([`x-${i}`, String(i)])
  return fields
}

// -- answers ------------------------------------------------------------------------------

const STATUSES = [
  ...[200, 200, 200, 200, 200, 200, 201, 202, 203, 205, 206, 299, 300, 301, 302, 307, 400, 401],
  ...[403, 404, 409, 416, 418, 421, 425, 426, 429, 499, 500, 501, 502, 503, 503, 504, 511, 599],
]
const ANSWER_FIELDS: Pairs = [
  ['content-type', 'text/plain'],
  ['content-type', 'application/json'],
  ['content-type', 'application/grpc'],
  ['content-type', 'text/html; charset=utf-8'],
  ['server', 'origin/1'],
  ['date', 'Sat, 01 Jan 2000 00:00:00 GMT'],
  ['set-cookie', 'a=1; HttpOnly'],
  ['set-cookie', 'b=2'],
  ['location', '/elsewhere'],
  ['location', 'http://b.test/elsewhere'],
  ['etag', '"e"'],
  ['vary', 'accept'],
  ['via', '1.1 origin'],
  ['age', '5'],
  ['allow', 'GET'],
  ['x-again', '1'],
  ['x-up', '1'],
  ['X-Up-Case', 'Up'],
  ['x-empty', ''],
  ['retry-after', '1'],
  ['www-authenticate', 'Basic realm="x"'],
  ['keep-alive', 'timeout=5'],
  ['connection', 'close'],
  ['connection', 'keep-alive'],
  ['proxy-connection', 'keep-alive'],
  ['trailer', 'x-t1'],
  ['content-encoding', 'gzip'],
  ['cache-control', 'no-transform'],
  ['accept-ranges', 'bytes'],
  ['alt-svc', 'h3=":443"'],
  ['strict-transport-security', 'max-age=1'],
  ['x-envoy-upstream-service-time', '1234'],
  ['x-envoy-overloaded', 'true'],
  ['x-envoy-ratelimited', 'true'],
  ['x-envoy-attempt-count', '7'],
  ['x-envoy-upstream-canary', 'true'],
  ['x-envoy-decorator-operation', 'op'],
  ['x-envoy-degraded', '1'],
  ['x-request-id', 'theirs'],
  ['grpc-status', '0'],
  ['grpc-status', '14'],
  ['grpc-message', 'text%20with'],
  ['x-obs', 'caf\u00e9'],
  ['x-long', 'l'.repeat(3_000)],
]
const BODIES = ['', 'ok', 'a longer answer', 'b'.repeat(1_500), 'c'.repeat(70_000)]
const EARLIER = [
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n',
  'HTTP/1.1 102 Processing\r\n\r\n',
]

/** One answer of an HTTP/1 origin, all of it allowed, in one of its framings. */
export function drawGoodAnswer(random: Random, notes: string[], hasHead: boolean): readonly Act[] {
  const status = random.pick(STATUSES)
  const fields = Array.from({ length: random.pick([0, 0, 1, 1, 2, 4]) }, () =>
    random.pick(ANSWER_FIELDS),
  )
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const first = random.oneIn(9) ? random.pick(EARLIER) : ''
  if (first !== '') notes.push(`${first.slice(9, 12)} first`)
  notes.push([status, ...fields.map(([name, value]) => `${name}: ${value.slice(0, 20)}`)].join(' '))
  const drawn = random.pick(BODIES)
  // To HEAD nothing is sent that would be the answer to somebody else.
  const body = hasHead ? '' : drawn
  const head = `${first}HTTP/1.1 ${status} ${random.oneIn(6) ? '' : 'Word'}\r\n${lines}`
  switch (random.below(12)) {
    case 0:
      if (hasHead) break
      notes.push('chunked')
      return [send(`${head}transfer-encoding: chunked\r\n\r\n${chunks(body)}0\r\n\r\n`)]
    case 1:
      if (hasHead) break
      notes.push('trailers')
      return [
        send(
          `${head}transfer-encoding: chunked\r\n\r\n${chunks(body)}0\r\nx-t1: 1\r\nX-T2: two\r\n\r\n`,
        ),
      ]
    case 2:
      notes.push('until the end')
      return [send(`${head}\r\n${body}`), wait(15), { kind: 'fin' }]
    case 3:
      notes.push('204')
      return [send(`${first}HTTP/1.1 204 None\r\n${lines}\r\n`)]
    case 4:
      notes.push('304')
      return [
        send(
          `${first}HTTP/1.1 304 Same\r\n${lines}${random.oneIn(2) ? 'content-length: 9\r\n' : ''}\r\n`,
        ),
      ]
    case 5:
      notes.push('in pieces')
      return [
        send(`${head}content-length: ${body.length}\r\n`),
        wait(12),
        send(`\r\n${body.slice(0, 3)}`),
        wait(12),
        send(body.slice(3)),
      ]
    case 6:
      if (random.oneIn(2)) break
      notes.push('cut off')
      return [send(`${head}content-length: ${body.length + 5}\r\n\r\n${body}`), wait(15), RESET]
    case 7:
      if (random.oneIn(2)) break
      notes.push('reset')
      return [RESET]
    case 8:
      if (random.oneIn(3)) break
      notes.push('1.0')
      return [
        send(`${head.replace('/1.1 ', '/1.0 ')}content-length: ${body.length}\r\n\r\n${body}`),
      ]
    default:
      break
  }
  return [send(`${head}content-length: ${body.length}\r\n\r\n${body}`)]
}

function chunks(body: string): string {
  const half = Math.ceil(body.length / 2)
  return [body.slice(0, half), body.slice(half)]
    .filter((part) => part !== '')
    .map((part) => `${part.length.toString(16)}\r\n${part}\r\n`)
    .join('')
}

/** Answers for so many requests, and for those that are tried again. */
export function drawAnswers(
  random: Random,
  count: number,
  notes: string[],
  hasHead: boolean,
): Script | null {
  if (random.oneIn(3)) return null
  const attempts = Array.from({ length: count }, () => drawGoodAnswer(random, notes, hasHead))
  if (random.oneIn(2))
    attempts.push([send(response(200, [['x-n', 'last']], hasHead ? '' : 'last'))])
  const isEarly = random.oneIn(12)
  if (isEarly) notes.push('early')
  return { attempts, ...(isEarly ? { isEarly } : {}) }
}

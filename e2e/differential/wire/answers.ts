/** Drawn answers of an HTTP/1 origin, most of them spoilt in one or two places, and simple requests that get them. */
import { get, type RequestParts, send, wait } from '../build.ts'
import type { Act, Exchange } from '../model.ts'
import type { Random } from '../random.ts'
import { bytesOf, cut, cutOff, type Draft, draft, spoilBody, spoilLines } from './mutate.ts'
import { ANSWER_FIELDS, STATUSES, VERSIONS } from './words.ts'

const BODIES = [
  '',
  'x',
  'answer body',
  'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
  'b'.repeat(2_000),
]
const REASONS = ['OK', '', 'All is fine', 'x\ty', '\u0080', 'x\u0000', 'caf\u00e9', '200']

export interface Answer {
  readonly name: string
  readonly acts: readonly Act[]
}

export function drawAnswer(random: Random): Answer {
  const notes: string[] = []
  const one = drawDraft(random, notes)
  let bytes = bytesOf(one)
  if (random.oneIn(10)) {
    const first = random.pick([
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n',
      'HTTP/1.1 102 Processing\r\nx-a: 1\r\n\r\n',
      'HTTP/1.1 100 Continue\r\ncontent-length: 0\r\n\r\n',
      'HTTP/1.1 199 X\r\n\r\n',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
    ])
    bytes = first + bytes
    notes.push(`first ${first.slice(9, 12)}`)
  }
  if (random.oneIn(12)) {
    const extra = random.pick(['x', '\r\n', 'HTTP/1.1 200 OK\r\n\r\n'])
    bytes += extra
    notes.push(`then ${JSON.stringify(extra)}`)
  }
  const ending = random.oneIn(7) ? cutOff(bytes, random) : cut(bytes, random)
  if (ending.how !== '') notes.push(ending.how)
  const acts: Act[] = [...ending.acts]
  // Where only the end of the connection ends the body, mostly it does.
  const hasEnd = acts.some((act) => act.kind === 'fin' || act.kind === 'reset')
  if (!hasEnd && !random.oneIn(3)) {
    const isOpenEnded =
      one.chunks === null && !one.lines.some(({ text }) => /^content-length/i.test(text))
    if (isOpenEnded) acts.push(wait(20), { kind: 'fin' })
  }
  return { name: `${(one.lines[0]?.text ?? '').slice(0, 40)} · ${notes.join(' · ')}`, acts }
}

function drawDraft(random: Random, notes: string[]): Draft {
  const status = random.pick(STATUSES)
  const version = random.oneIn(8) ? random.pick(VERSIONS) : 'HTTP/1.1'
  const reason = random.oneIn(4) ? random.pick(REASONS) : 'OK'
  const mayHaveBody = !/^(1..|204|304)$/.test(status) || random.oneIn(4)
  const body = mayHaveBody ? random.pick(BODIES) : ''
  const isChunked = mayHaveBody && random.oneIn(3)
  const isOpen = random.oneIn(8)
  const lines = [`${version} ${status} ${reason}`.replace(/ $/, random.oneIn(2) ? ' ' : '')]
  for (let count = random.pick([0, 0, 1, 1, 2]); count > 0; count--) {
    const [name, values] = random.pick(ANSWER_FIELDS)
    const line = `${random.oneIn(2) ? name.toLowerCase() : name}: ${random.pick(values)}`
    lines.push(line)
    notes.push(JSON.stringify(line.slice(0, 50)).slice(1, -1))
  }
  if (isChunked) lines.push('Transfer-Encoding: chunked')
  else if (mayHaveBody && !isOpen) lines.push(`Content-Length: ${body.length}`)
  const one = draft(lines, body, isChunked)
  notes.push(`${body.length} bytes${isChunked ? ' chunked' : isOpen ? ' open' : ''}`)
  if (random.oneIn(4)) notes.push(spoilLines(one, random))
  if (mayHaveBody && random.oneIn(4)) notes.push(spoilBody(one, random))
  return one
}

const ASKED: readonly RequestParts[] = [
  {},
  {},
  {},
  { method: 'HEAD' },
  { method: 'POST', body: 'hello' },
  { version: '1.0' },
  { version: '1.0', headers: [['connection', 'keep-alive']] },
  { headers: [['connection', 'close']] },
  { method: 'OPTIONS' },
  { headers: [['te', 'trailers']] },
  {
    headers: [
      ['connection', 'upgrade'],
      ['upgrade', 'websocket'],
    ],
  },
  { method: 'POST', headers: [['expect', '100-continue']], body: 'hello' },
  { method: 'POST', headers: [['content-type', 'application/grpc']], body: 'hello' },
]

/** A request that is fine, and an answer that may not be. */
export function drawAnswered(random: Random): Exchange {
  const { name, acts } = drawAnswer(random)
  const parts = random.pick(ASKED)
  const isEarly = random.oneIn(12)
  const pause = random.oneIn(10) ? [wait(30)] : []
  const exchange = get(`/answer?@ID@`, parts, {
    script: { attempts: [[...pause, ...acts]], ...(isEarly ? { isEarly } : {}) },
  })
  const again = random.oneIn(6)
  const asked = `${parts.method ?? 'GET'} ${parts.version ?? ''} ${(parts.headers ?? []).map(([k]) => k).join(' ')}`
  return {
    ...exchange,
    // A second request shows what became of the connection to the origin.
    acts: again
      ? [
          ...exchange.acts,
          wait(60),
          send('GET /direct?@ID@ HTTP/1.1\r\nHost: a.test\r\nx-t: @ID@\r\n\r\n'),
        ]
      : exchange.acts,
    responses: again ? 2 : 1,
    name: `wire answer: ${asked.trim()} → ${name}${isEarly ? ' · early' : ''}${again ? ' · and another' : ''}`.slice(
      0,
      260,
    ),
  }
}

/** Drawn connections of HTTP/1 clients: one to four requests, one after the other or all at once. */
import { raw, wait } from '../build.ts'
import type { Act, Exchange } from '../model.ts'
import type { Random } from '../random.ts'
import { drawAnswers, drawFields, PATHS } from './words.ts'

const METHODS = ['GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH']
const HOSTS = [
  'a.test',
  'a.test',
  'a.test',
  'A.Test',
  'a.test:80',
  'b.test',
  'b.test:8080',
  'x.a.test',
]
const BODIES = ['', 'x', 'hello body', 'b'.repeat(3_000), 'c'.repeat(40_000)]

interface Drawn {
  readonly bytes: string
  readonly note: string
}

export function drawConversation(random: Random): Exchange {
  const notes: string[] = []
  const count = random.pick([1, 1, 1, 2, 2, 3, 4])
  const acts: Act[] = []
  const isPipelined = random.oneIn(2)
  let wire = ''
  for (let i = 0; i < count; i++) {
    const { bytes, note } = drawRequest(random)
    notes.push(note)
    wire += bytes
    if (isPipelined && !random.oneIn(6)) continue
    acts.push({ kind: 'send', bytes: wire }, ...(i + 1 < count ? [wait(25)] : []))
    wire = ''
  }
  if (wire !== '') acts.push({ kind: 'send', bytes: wire })
  if (count > 1) notes.push(isPipelined ? 'at once' : 'in turn')
  notes.push('→')
  const script = drawAnswers(random, count, notes, / HEAD /.test(` ${notes.join(' ')} `))
  return raw(notes.join(' · ').slice(0, 300), acts, {
    responses: count,
    ...(script === null ? {} : { script }),
  })
}

function drawRequest(random: Random): Drawn {
  const path = random.pick(PATHS)
  const method = random.pick(METHODS)
  const host = random.pick(HOSTS)
  const fields = drawFields(random)
  const lines = [
    `Host: ${host}`,
    'x-t: @ID@',
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ]
  const shown = fields.slice(0, 4).map(([name, value]) => `${name}: ${value.slice(0, 16)}`)
  const hasBody = random.oneIn(/GET|HEAD|DELETE|OPTIONS/.test(method) ? 8 : 2)
  const body = hasBody ? random.pick(BODIES) : ''
  let note = [method, path, ...shown, ...(hasBody ? [`${body.length} bytes`] : [])].join(' ')
  let start = `${method} ${path} HTTP/1.1`
  let content = body
  switch (random.below(14)) {
    case 0:
      start = `${method} http://${random.pick(['abs.test', 'a.test:80', 'A.test'])}${path} HTTP/1.1`
      note += ' absolute'
      break
    case 1:
      // Sizes of heads that are refused early count what a hop takes out.
      if (hasBody) break
      start = `OPTIONS * HTTP/1.1`
      note = `OPTIONS * ${shown.join(' ')}`
      break
    case 2:
      start = `${method} ${path} HTTP/1.0`
      if (random.oneIn(2)) lines.push('Connection: keep-alive')
      note += ' 1.0'
      break
    case 3:
      lines.push(`Connection: ${random.pick(['close', 'keep-alive', 'close, te', 'TE', 'x-a'])}`)
      note += ` ${lines.at(-1)}`
      break
    case 4:
      if (!hasBody) break
      lines.push('Expect: 100-continue')
      note += ' expects'
      break
    case 5:
      lines.push(
        'Connection: Upgrade',
        `Upgrade: ${random.pick(['websocket', 'WebSocket', 'h2c', 'foo', 'foo, websocket'])}`,
      )
      note += ` ${lines.at(-1)}`
      break
    case 6:
      if (!random.oneIn(2)) break
      start = `CONNECT ${random.pick(['a.test:443', 'a.test', 'b.test:80'])} HTTP/1.1`
      note = start
      break
    default:
      break
  }
  if (hasBody && random.oneIn(2)) {
    lines.push('Transfer-Encoding: chunked')
    const extension = random.pick(['', '', ';a=b', ';a="b c"'])
    const trailers = random.pick(['', '', 'x-trailer: t\r\n', 'X-T: 1\r\nx-t2: 2\r\n'])
    content = `${body === '' ? '' : `${body.length.toString(16)}${extension}\r\n${body}\r\n`}0\r\n${trailers}\r\n`
    note += ` chunked${extension}${trailers === '' ? '' : ' trailers'}`
  } else if (hasBody) lines.push(`Content-Length: ${body.length}`)
  return { bytes: `${start}\r\n${lines.join('\r\n')}\r\n\r\n${content}`, note }
}

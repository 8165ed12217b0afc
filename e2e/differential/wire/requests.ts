/** Drawn HTTP/1 requests, most of them spoilt in one or two places. */
import { raw, script } from '../build.ts'
import type { Act, Exchange, Script } from '../model.ts'
import type { Random } from '../random.ts'
import { drawAnswer } from './answers.ts'
import { bytesOf, cut, cutOff, type Draft, draft, spoilBody, spoilLines } from './mutate.ts'
import { METHODS, SPECIAL, TARGETS, VERSIONS } from './words.ts'

const BODIES = [
  '',
  'x',
  'hello body',
  'GET /smuggled HTTP/1.1\r\nHost: s.test\r\n\r\n',
  'b'.repeat(2_000),
]
const PLAIN_METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
]

export function drawRequest(random: Random): Exchange {
  const notes: string[] = []
  const one = drawDraft(random, notes)
  const bytes = bytesOf(one)
  const plan = drawScript(random, notes)
  const ending = random.oneIn(14) ? cutOff(bytes, random) : cut(bytes, random)
  if (ending.how !== '') notes.push(ending.how)
  const acts: Act[] = [...ending.acts]
  let responses = 1
  if (random.oneIn(8)) {
    // What is left on the connection, and whether anybody reads it.
    acts.push({
      kind: 'send',
      bytes: 'GET /next?@ID@ HTTP/1.1\r\nHost: a.test\r\nx-t: @ID@\r\n\r\n',
    })
    responses = 2
    notes.push('and another')
  }
  const [start = ''] = one.lines.map(({ text }) => text)
  return raw(`wire: ${start.slice(0, 60)} · ${notes.join(' · ')}`.slice(0, 240), acts, {
    responses,
    ...(plan === null ? {} : { script: plan }),
  })
}

function drawDraft(random: Random, notes: string[]): Draft {
  const isOdd = random.oneIn(3)
  const method = random.pick(isOdd ? METHODS : PLAIN_METHODS)
  const target = random.oneIn(3) ? random.pick(TARGETS) : '/p'
  const version = random.oneIn(6) ? random.pick(VERSIONS) : 'HTTP/1.1'
  const hasBody = random.oneIn(method === 'GET' || method === 'HEAD' ? 10 : 2)
  const isChunked = hasBody && random.oneIn(2)
  const body = hasBody ? random.pick(BODIES) : ''
  const fields = drawFields(random)
  const lines = [
    `${method} ${withId(target)} ${version}`,
    'Host: a.test',
    'x-t: @ID@',
    ...fields,
    ...(isChunked
      ? ['Transfer-Encoding: chunked']
      : hasBody
        ? [`Content-Length: ${body.length}`]
        : []),
  ]
  const one = draft(lines, body, isChunked)
  if (fields.length > 0)
    notes.push(fields.map((text) => JSON.stringify(text.slice(0, 50)).slice(1, -1)).join(', '))
  if (hasBody) notes.push(`${body.length} bytes${isChunked ? ' chunked' : ''}`)
  if (random.oneIn(30)) notes.push(dropLine(one, random))
  if (random.oneIn(2)) notes.push(spoilLines(one, random))
  if (hasBody && random.oneIn(2)) notes.push(spoilBody(one, random))
  return one
}

/** A target with the exchange's id where its form allows one, so that a lost header does not lose the exchange. */
function withId(target: string): string {
  if (!target.startsWith('/') || /[?#]/.test(target)) return target
  return `${target}?@ID@`
}

function dropLine(one: Draft, random: Random): string {
  const at = 1 + random.below(one.lines.length - 1)
  const [line] = one.lines.splice(at, 1)
  return `without ${line?.text.split(':')[0] ?? ''}`
}

function drawFields(random: Random): readonly string[] {
  const fields: string[] = []
  for (let count = random.pick([0, 0, 1, 1, 1, 2, 3]); count > 0; count--) {
    const [name, values] = random.pick(SPECIAL)
    const cased = random.oneIn(3) ? name.toLowerCase() : name
    fields.push(`${cased}: ${random.pick(values)}`)
    // What asks for an upgrade needs two fields.
    if (name === 'Upgrade' && !random.oneIn(3)) fields.push('Connection: Upgrade')
  }
  return fields
}

function drawScript(random: Random, notes: string[]): Script | null {
  if (!random.oneIn(4)) return null
  const answer = drawAnswer(random)
  notes.push(`→ ${answer.name}`)
  return { ...script(answer.acts), ...(random.oneIn(8) ? { isEarly: true } : {}) }
}

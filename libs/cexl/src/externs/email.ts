/** `email(TEXT)` and its equality: an RFC 5322 address without a display name. */
import { EvaluationError } from '../evaluation-error.ts'
import { parseDnsName, sameDnsName } from './dns-name.ts'

/** RFC 5322 §3.2.3 atext, with what RFC 6532 §3.2 adds beyond ASCII. */
const ATOM =
  /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+(\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u{80}-\u{10ffff}]+)*/u
const QUOTED = /^"((?:[^"\\\r\n]|\\[^\r\n])*)"/

interface Mailbox {
  readonly local: string
  readonly domain: string
}

type MailboxResult =
  | { readonly kind: 'ok'; readonly mailbox: Mailbox }
  | { readonly kind: 'bad'; readonly message: string }

/** Gives the text back unchanged where it is an address. */
export function email(text: string): string | EvaluationError {
  const result = parseMailbox(text)
  return result.kind === 'ok' ? text : notAnAddress(text, result.message)
}

/** Equal local parts (once unquoted, exactly) at the same domain. */
export function sameEmail(a: string, b: string): boolean | EvaluationError {
  const left = parseMailbox(a)
  if (left.kind === 'bad') return notAnAddress(a, left.message)
  const right = parseMailbox(b)
  if (right.kind === 'bad') return notAnAddress(b, right.message)
  if (left.mailbox.local !== right.mailbox.local) return false
  return sameDnsName(left.mailbox.domain, right.mailbox.domain)
}

function parseMailbox(text: string): MailboxResult {
  const trimmed = text.trim()
  if (trimmed === '') return bad("'mail: no address'")
  const bare = parseAddrSpec(trimmed)
  if (bare.kind === 'ok') return bare
  const angle = /^(.*)<([^<>]*)>$/su.exec(trimmed)
  if (angle === null) return bare
  if ((angle[1] ?? '').trim() !== '') return bad('display names are not allowed')
  return parseAddrSpec(angle[2] ?? '')
}

function parseAddrSpec(text: string): MailboxResult {
  const quoted = QUOTED.exec(text)
  const local = quoted ?? ATOM.exec(text)
  if (local === null) return bad("'mail: no angle-addr'")
  const rest = text.slice(local[0].length)
  if (!rest.startsWith('@')) return bad("'mail: missing '@' or angle-addr'")
  const domain = rest.slice(1)
  if (domain === '' || ATOM.exec(domain)?.[0] !== domain) return bad("'mail: no angle-addr'")
  const name = parseDnsName(domain)
  if (name.kind === 'bad') return bad(`'${name.message}'`)
  const unquoted = quoted === null ? local[0] : (quoted[1] ?? '').replace(/\\(.)/gsu, '$1')
  return { kind: 'ok', mailbox: { local: unquoted, domain } }
}

function bad(message: string): MailboxResult {
  return { kind: 'bad', message }
}

function notAnAddress(text: string, message: string): EvaluationError {
  return new EvaluationError('convert', `error converting '${text}' to e-mail: ${message}`)
}

/** The lines of NATS's client protocol: what a publisher writes, and what a server sends. */

export type ServerMessage =
  | { readonly kind: 'info'; readonly json: string }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  | { readonly kind: 'ok' }
  | { readonly kind: 'error'; readonly text: string }
  | {
      readonly kind: 'message'
      readonly subject: string
      /** Status of the header line, empty without one. `503`: nobody listens. */
      readonly status: string
      readonly payload: string
    }

/** What cannot be of the protocol. */
export class ProtocolError extends Error {}

/** docs/limits.md */
const MAX_LINE = 64 * 1024
const MAX_PAYLOAD = 1024 * 1024
const SIZE = /^\d{1,7}$/
const STATUS = /^NATS\/1\.0[ \t]*(\d{3})?/

/** A publication with headers and a subject for the answer. */
export function publication(
  subject: string,
  reply: string,
  headers: Readonly<Record<string, string>>,
  payload: string,
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `NATS/1.0\r\n${lines.join('')}\r\n`
  const headBytes = Buffer.byteLength(head)
  const total = headBytes + Buffer.byteLength(payload)
  return Buffer.from(`HPUB ${subject} ${reply} ${headBytes} ${total}\r\n${head}${payload}\r\n`)
}

/** Takes bytes in any pieces and gives whole messages; throws ProtocolError. */
export class ServerReader {
  private held: Buffer = Buffer.alloc(0)

  push(bytes: Uint8Array): ServerMessage[] {
    this.held = this.held.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.held, bytes])
    const messages: ServerMessage[] = []
    for (;;) {
      const end = this.held.indexOf('\r\n')
      if (end === -1 || end > MAX_LINE) {
        if (this.held.length > MAX_LINE) throw new ProtocolError('a line without end')
        return messages
      }
      const line = this.held.toString('utf8', 0, end)
      const read = this.message(line, end + 2)
      if (read === null) return messages
      messages.push(read.message)
      this.held = this.held.subarray(read.length)
    }
  }

  private message(
    line: string,
    after: number,
  ): { readonly message: ServerMessage; readonly length: number } | null {
    const simple = simpleMessage(line)
    if (simple !== null) return { message: simple, length: after }
    const words = line.split(' ')
    const [kind, subject = ''] = words
    // MSG subject sid [reply] total; HMSG subject sid [reply] head total.
    const sizes = kind === 'HMSG' ? words.slice(-2) : kind === 'MSG' ? words.slice(-1) : []
    const fixed = 3 + sizes.length
    if (sizes.length === 0 || words.length < fixed || words.length > fixed + 1)
      throw new ProtocolError('the answer is not of the NATS protocol')
    const total = SIZE.test(sizes.at(-1) ?? '') ? Number(sizes.at(-1)) : -1
    const head = sizes.length === 2 ? Number(sizes[0]) : 0
    if (total < 0 || total > MAX_PAYLOAD || !(head >= 0 && head <= total))
      throw new ProtocolError(`a message of ${sizes.join(' ')} bytes`)
    if (this.held.length < after + total + 2) return null
    if (this.held.toString('latin1', after + total, after + total + 2) !== '\r\n')
      throw new ProtocolError('a message without its end')
    const headers = this.held.toString('utf8', after, after + head)
    const payload = this.held.toString('utf8', after + head, after + total)
    const status = STATUS.exec(headers)?.[1] ?? ''
    return { message: { kind: 'message', subject, status, payload }, length: after + total + 2 }
  }
}

function simpleMessage(line: string): ServerMessage | null {
  if (line === 'PING') return { kind: 'ping' }
  if (line === 'PONG') return { kind: 'pong' }
  if (line === '+OK') return { kind: 'ok' }
  if (line.startsWith('INFO ')) return { kind: 'info', json: line.slice(5) }
  return line.startsWith('-ERR') ? { kind: 'error', text: line.slice(4).trim() } : null
}

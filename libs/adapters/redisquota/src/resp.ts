/** RESP2, Redis's protocol: commands to bytes, and bytes as they come to replies, within limits. */

/** An error reply: its text. */
export class RedisError {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Reply = string | number | null | RedisError | readonly Reply[]

/** Longest line, bulk and array, and arrays within arrays, that are read. docs/limits.md */
const MAX_LINE = 64 * 1024
const MAX_BULK = 1024 * 1024
const MAX_ITEMS = 1024
const MAX_DEPTH = 4
const CR = 0x0d
const INTEGER = /^[+-]?\d{1,19}$/

/** A command as an array of bulks. */
export function encodeCommand(words: readonly string[]): Buffer {
  let text = `*${words.length}\r\n`
  for (const word of words) text += `$${Buffer.byteLength(word)}\r\n${word}\r\n`
  return Buffer.from(text)
}

/** What cannot be a reply: the connection is of no use any more. */
export class GarbageError extends Error {}

/** Takes bytes in any pieces and gives whole replies. */
export class ReplyReader {
  private held: Buffer = Buffer.alloc(0)
  private at = 0

  /** The replies that are whole now; throws GarbageError. */
  push(bytes: Uint8Array): Reply[] {
    this.held = this.held.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.held, bytes])
    const replies: Reply[] = []
    for (;;) {
      this.at = 0
      const reply = this.read(0)
      if (reply === undefined) return replies
      replies.push(reply)
      this.held = this.held.subarray(this.at)
    }
  }

  /** One reply from `at` on, undefined where it is not whole yet. */
  private read(depth: number): Reply | undefined {
    const line = this.line()
    if (line === undefined) return undefined
    const rest = line.slice(1)
    switch (line[0]) {
      case '+':
        return rest
      case '-':
        return new RedisError(rest)
      case ':':
        return integer(rest)
      case '$':
        return this.bulk(integer(rest))
      case '*':
        return this.array(integer(rest), depth)
      default:
        throw new GarbageError('the answer is not of the Redis protocol')
    }
  }

  private bulk(length: number): string | null | undefined {
    if (length === -1) return null
    if (length < 0 || length > MAX_BULK) throw new GarbageError(`a bulk of ${length} bytes`)
    const end = this.at + length
    if (this.held.length < end + 2) return undefined
    if (this.held[end] !== CR) throw new GarbageError('a bulk without its end')
    const text = this.held.toString('utf8', this.at, end)
    this.at = end + 2
    return text
  }

  private array(length: number, depth: number): Reply[] | null | undefined {
    if (length === -1) return null
    if (length < 0 || length > MAX_ITEMS || depth >= MAX_DEPTH)
      throw new GarbageError(`an array of ${length} items at depth ${depth}`)
    const items: Reply[] = []
    for (let i = 0; i < length; i++) {
      const item = this.read(depth + 1)
      if (item === undefined) return undefined
      items.push(item)
    }
    return items
  }

  private line(): string | undefined {
    const end = this.held.indexOf('\r\n', this.at)
    if (end === -1) {
      if (this.held.length - this.at > MAX_LINE) throw new GarbageError('a line without end')
      return undefined
    }
    if (end - this.at > MAX_LINE) throw new GarbageError('a line too long')
    const line = this.held.toString('utf8', this.at, end)
    this.at = end + 2
    return line
  }
}

function integer(text: string): number {
  if (!INTEGER.test(text)) throw new GarbageError('a number that is none')
  return Number(text)
}

/** A log file or standard stream written in batches: bounded memory, lines dropped and counted when it cannot keep up. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { Clock, Timer } from '@flotilla/time'

/** Flushed at this size or after this time, whichever comes first. */
const FLUSH_CHARS: number = 64 * 1024
const FLUSH_MS = 1_000
/** Beyond this lines are dropped. Listed in docs/limits.md. */
const MAX_PENDING_CHARS: number = 1024 * 1024

const log = scope('proxy.access-log')

const STANDARD: Readonly<Record<string, number>> = { '/dev/stdout': 1, '/dev/stderr': 2 }

export class LogFile {
  readonly path: string
  droppedLines = 0
  private readonly clock: Clock
  private stream: WriteStream | null = null
  private pending = ''
  /** Handed to the stream, not yet written. */
  private writingChars = 0
  private timer: Timer | null = null

  constructor(path: string, clock: Clock) {
    this.path = path
    this.clock = clock
  }

  /** @param line ends in a newline; each character is a byte. */
  write(line: string): void {
    if (this.pending.length + this.writingChars + line.length > MAX_PENDING_CHARS) {
      this.droppedLines++
      return
    }
    this.pending += line
    if (this.pending.length >= FLUSH_CHARS) this.flush()
    else this.timer ??= this.clock.after(FLUSH_MS, () => this.flush())
  }

  /** Hands everything pending to the file. */
  flush(): void {
    this.timer?.cancel()
    this.timer = null
    if (this.pending === '') return
    const text = this.pending
    this.pending = ''
    this.writingChars += text.length
    this.open().write(text, 'latin1', () => {
      this.writingChars -= text.length
    })
  }

  /** Opens the file anew at the next line: for log rotation. */
  reopen(): void {
    this.flush()
    this.stream?.end()
    this.stream = null
  }

  /** Resolves when everything is written. */
  close(): Promise<void> {
    this.flush()
    const { stream } = this
    this.stream = null
    if (stream === null) return Promise.resolve()
    // Not `close`: a stream over a standard descriptor, which stays open, never emits it.
    return new Promise((resolve) => {
      stream.end(() => resolve())
    })
  }

  private open(): WriteStream {
    if (this.stream !== null) return this.stream
    const fd = STANDARD[this.path]
    const stream = createWriteStream(
      this.path,
      fd === undefined ? { flags: 'a', mode: 0o640 } : { fd, autoClose: false },
    )
    stream.on('error', (error) => {
      // A full disk must not stop traffic: the lines are lost, the reason is told once per opening.
      log.error('access log cannot be written', { path: this.path, detail: messageOf(error) })
      this.stream = null
    })
    this.stream = stream
    return stream
  }
}

/** All log files of the process, one per path. */
export class LogFiles {
  private readonly clock: Clock
  private readonly files = new Map<string, LogFile>()

  constructor(clock: Clock) {
    this.clock = clock
  }

  open(path: string): LogFile {
    const found = this.files.get(path)
    if (found !== undefined) return found
    const made = new LogFile(path, this.clock)
    this.files.set(path, made)
    return made
  }

  get droppedLines(): number {
    let dropped = 0
    for (const file of this.files.values()) dropped += file.droppedLines
    return dropped
  }

  reopen(): void {
    for (const file of this.files.values()) file.reopen()
  }

  async close(): Promise<void> {
    await Promise.all([...this.files.values()].map((file) => file.close()))
  }
}

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

/** Writes a text of whole lines to a file elsewhere, and calls back once it is written. */
export type ForwardLog = (path: string, text: string, onWritten: () => void) => void

export class LogFile {
  readonly path: string
  droppedLines = 0
  private readonly clock: Clock
  /** Null: this thread writes the file itself. */
  private readonly forward: ForwardLog | null
  private stream: WriteStream | null = null
  private pending = ''
  /** Handed to the stream, not yet written. */
  private writingChars = 0
  private timer: Timer | null = null
  private onIdle: (() => void)[] = []

  constructor(path: string, clock: Clock, forward: ForwardLog | null = null) {
    this.path = path
    this.clock = clock
    this.forward = forward
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
    const onWritten = (): void => {
      this.writingChars -= text.length
      if (this.writingChars === 0) for (const resolve of this.onIdle.splice(0)) resolve()
    }
    if (this.forward === null) this.append(text, onWritten)
    else this.forward(this.path, text, onWritten)
  }

  /** Whole lines, each character a byte, behind what was written before; the caller bounds how much waits. */
  append(text: string, onWritten: () => void): void {
    this.open().write(text, 'latin1', onWritten)
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
    if (this.forward !== null && this.writingChars > 0)
      return new Promise((resolve) => this.onIdle.push(resolve))
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
  private readonly forward: ForwardLog | null
  private readonly files = new Map<string, LogFile>()

  /** @param forward null: this thread writes them itself. */
  constructor(clock: Clock, forward: ForwardLog | null = null) {
    this.clock = clock
    this.forward = forward
  }

  open(path: string): LogFile {
    const found = this.files.get(path)
    if (found !== undefined) return found
    const made = new LogFile(path, this.clock, this.forward)
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

  /** Resolves when all that was logged until now is written. */
  async flush(): Promise<void> {
    await Promise.all([...this.files.values()].map((file) => file.close()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.files.values()].map((file) => file.close()))
  }
}

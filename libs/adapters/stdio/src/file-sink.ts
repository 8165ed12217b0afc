/** A file that lines are appended to, renamed aside when it is full, with old files removed by age and number. */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { AdapterEnv, LineSink } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'

export interface Rotation {
  readonly maxBytes: number
  /** 0: files are not removed by age. */
  readonly maxDays: number
  /** 0: files are not removed by number. */
  readonly maxFiles: number
}

/** Bytes that may wait for a slow disk before lines are dropped. docs/limits.md */
const MAX_WAITING_BYTES = 8 * 1024 * 1024
const DAY_MS = 86_400_000

export class FileSink implements LineSink {
  private readonly env: AdapterEnv
  private readonly path: string
  private readonly rotation: Rotation | null
  private stream: WriteStream
  private size: number
  private turning: Promise<void> | null = null

  private constructor(env: AdapterEnv, path: string, rotation: Rotation | null, size: number) {
    this.env = env
    this.path = path
    this.rotation = rotation
    this.size = size
    this.stream = this.openStream()
  }

  /** Opens the file for appending, in a folder that exists; rejects with FLT_ADAPTER_FAILED where it cannot be written. */
  static async open(env: AdapterEnv, path: string, rotation: Rotation | null): Promise<FileSink> {
    try {
      const file = await open(path, 'a')
      const { size } = await file.stat()
      await file.close()
      return new FileSink(env, path, rotation, size)
    } catch (error) {
      throw new FlotillaError('FLT_ADAPTER_FAILED', `cannot write to ${path}`, { cause: error })
    }
  }

  writeLine(line: string): boolean {
    if (this.stream.writableLength > MAX_WAITING_BYTES) return false
    const bytes = Buffer.from(`${line}\n`)
    this.stream.write(bytes)
    this.size += bytes.length
    if (this.rotation !== null && this.size >= this.rotation.maxBytes && this.turning === null)
      this.turning = this.turn(this.rotation).finally(() => {
        this.turning = null
      })
    return true
  }

  /** Ends after what was written has reached the file. */
  async close(): Promise<void> {
    await this.turning
    await ended(this.stream)
  }

  /** What goes on being written ends up in the file set aside until the new one is open. */
  private async turn(rotation: Rotation): Promise<void> {
    try {
      const aside = asideName(this.path, this.env.clock.wallMs())
      await rename(this.path, aside)
      const full = this.stream
      this.stream = this.openStream()
      this.size = 0
      await ended(full)
      await this.removeOld(rotation)
    } catch (error) {
      this.env.log.warn('log file not rotated', { path: this.path, error: messageOf(error) })
    }
  }

  private async removeOld(rotation: Rotation): Promise<void> {
    const oldest = asideName(this.path, this.env.clock.wallMs() - rotation.maxDays * DAY_MS)
    const pattern = asidePattern(this.path)
    const files = (await readdir(dirname(this.path))).filter((name) => pattern.test(name)).sort()
    const surplus = rotation.maxFiles === 0 ? 0 : files.length - rotation.maxFiles
    for (const [i, name] of files.entries()) {
      const isOld = rotation.maxDays > 0 && name < basename(oldest)
      if (i < surplus || isOld) await rm(join(dirname(this.path), name), { force: true })
    }
  }

  private openStream(): WriteStream {
    const stream = createWriteStream(this.path, { flags: 'a' })
    stream.on('error', (error) => {
      this.env.log.error('log file cannot be written', { path: this.path, error: messageOf(error) })
    })
    return stream
  }
}

async function ended(stream: WriteStream): Promise<void> {
  if (stream.closed) return
  stream.end()
  await once(stream, 'close')
}

/** `access-2018-01-02T03-04-05.123.log` beside `access.log`: sorts by time. */
function asideName(path: string, wallMs: number): string {
  const extension = extname(path)
  const stamp = new Date(wallMs).toISOString().replaceAll(':', '-').slice(0, -1)
  return `${path.slice(0, path.length - extension.length)}-${stamp}${extension}`
}

function asidePattern(path: string): RegExp {
  const extension = extname(path)
  const stem = escapePattern(basename(path, extension))
  // Both come from the operator's own path, escaped.
  return new RegExp(`^${stem}-\\d{4}-\\d\\d-\\d\\dT[\\d.-]+${escapePattern(extension)}$`)
}

function escapePattern(text: string): string {
  return text.replace(/[^\w]/g, '\\$&')
}

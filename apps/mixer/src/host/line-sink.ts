/** Lines to a standard stream: what a slow reader does not take is dropped beyond a bound. */
import type { LineSink } from '@flotilla/adapter-sdk'

/** docs/limits.md */
const MAX_WAITING_BYTES = 4 * 1024 * 1024

/** The part of a writable stream that is needed. */
export interface LineStream {
  readonly writableLength: number
  write(text: string): boolean
  on(event: 'error', listener: (error: Error) => void): unknown
}

export function lineSink(stream: LineStream, onError: (error: Error) => void): LineSink {
  let isBroken = false
  stream.on('error', (error) => {
    // Whoever read the stream is gone: there will be one error per line.
    if (!isBroken) onError(error)
    isBroken = true
  })
  return {
    writeLine(line: string): boolean {
      if (isBroken || stream.writableLength > MAX_WAITING_BYTES) return false
      stream.write(`${line}\n`)
      return true
    },
  }
}

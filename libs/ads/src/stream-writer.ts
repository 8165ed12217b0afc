/** Writes to a stream with back-pressure: one response at a time, and a client that does not read is cut off. */
import { FlotillaError } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'

/** The part of a grpc-js server stream that is used here. */
export interface WritableCall<Response> {
  write(response: Response, callback: (error: Error | null | undefined) => void): boolean
  emit(event: 'error', error: { code: number; details: string }): boolean
}

export class StreamWriter<Response> {
  private readonly call: WritableCall<Response>
  private readonly clock: Clock
  private readonly timeoutMs: number
  private readonly closeListeners = new Set<() => void>()
  private closed = false

  constructor(call: WritableCall<Response>, clock: Clock, timeoutMs: number) {
    this.call = call
    this.clock = clock
    this.timeoutMs = timeoutMs
  }

  get isClosed(): boolean {
    return this.closed
  }

  /** Calls back once, when the stream is gone; at once where it is already. */
  onClose(listener: () => void): void {
    if (this.closed) listener()
    else this.closeListeners.add(listener)
  }

  /** Resolves when the response has left, so that at most one waits here. Rejects when the stream is gone or too slow. */
  send(response: Response): Promise<void> {
    if (this.closed) return Promise.reject(gone())
    return new Promise((resolve, reject) => {
      const settle = (error: FlotillaError | null): void => {
        timer.cancel()
        this.closeListeners.delete(onClose)
        if (error === null) resolve()
        else reject(error)
      }
      const onClose = (): void => settle(gone())
      const timer = this.clock.after(this.timeoutMs, () => {
        settle(
          new FlotillaError('FLT_RPC_DEADLINE', `the client took nothing for ${this.timeoutMs} ms`),
        )
        this.refuse(4, 'the client reads too slowly')
      })
      this.closeListeners.add(onClose)
      this.call.write(response, (error) => {
        settle(error === null || error === undefined ? null : gone(error))
      })
    })
  }

  /** Ends the stream with a status. */
  refuse(code: number, details: string): void {
    if (this.closed) return
    this.call.emit('error', { code, details })
    this.close()
  }

  /** Notes that the stream is gone. */
  close(): void {
    if (this.closed) return
    this.closed = true
    for (const listener of [...this.closeListeners]) listener()
    this.closeListeners.clear()
  }
}

function gone(cause?: Error): FlotillaError {
  return new FlotillaError('FLT_RPC_FAILED', 'the stream is gone', { cause, retryable: true })
}

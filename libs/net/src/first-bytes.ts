/** Reads the first bytes of a connection until somebody knows what they are, without losing any. */
import type { Socket } from 'node:net'
import { type TimerWheel, WheelTimer } from '@flotilla/time'

export interface FirstBytesOptions {
  /** Looks at all bytes so far; true once it has seen enough. Called once per read. */
  readonly isEnough: (bytes: Buffer) => boolean
  /** Beyond this the result is given whatever `isEnough` says. */
  readonly maxBytes: number
  /** 0 waits for ever. */
  readonly timeoutMs: number
  /** Null where it waits for ever. */
  readonly wheel: TimerWheel | null
}

export type FirstBytesEnd = 'enough' | 'full' | 'timeout' | 'ended' | 'closed'

/**
 * Calls back once with what was read (null if nothing) and why it stopped. The socket is paused then, and its bytes
 * are the caller's to replay. `ended` means the client closed its sending side.
 */
export function readFirstBytes(
  socket: Socket,
  options: FirstBytesOptions,
  onDone: (bytes: Buffer | null, end: FirstBytesEnd) => void,
): void {
  let bytes: Buffer | null = null
  const timer = new WheelTimer(() => finish('timeout'))
  const onData = (chunk: Buffer): void => {
    bytes = bytes === null ? chunk : Buffer.concat([bytes, chunk])
    if (options.isEnough(bytes)) finish('enough')
    else if (bytes.length >= options.maxBytes) finish('full')
  }
  const onEnd = (): void => finish('ended')
  const onClose = (): void => finish('closed')
  const finish = (end: FirstBytesEnd): void => {
    options.wheel?.cancel(timer)
    socket.pause()
    socket.off('data', onData)
    socket.off('end', onEnd)
    socket.off('close', onClose)
    onDone(bytes, end)
  }
  if (options.timeoutMs > 0) options.wheel?.arm(timer, options.timeoutMs)
  socket.on('data', onData)
  socket.on('end', onEnd)
  socket.on('close', onClose)
  socket.resume()
}

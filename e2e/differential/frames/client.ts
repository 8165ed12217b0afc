/** The client that sends frames as they are written, and reads what comes back. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClientOptions, type ClientResult, connectFrom } from '../client.ts'
import type { Exchange, Fate } from '../model.ts'
import { PADDING, play } from '../origin.ts'
import { readFrames } from './read.ts'

const STEP_MS = 4
/** A connection that is being left is given this long to close. */
const CLOSE_GRACE_MS = 800

/** Stands for the id in header blocks, whose length is counted before it is known. */
export const FRAME_ID = '<<ID>>'

/** `exchange.responses` streams are waited for. */
export async function runFrameClient(
  exchange: Exchange,
  id: string,
  options: ClientOptions,
): Promise<ClientResult> {
  const socket = await connectFrom(options.port)
  if (socket === null)
    return { responses: [], rest: '', fate: 'refused', localPort: 0, isTimedOut: false }
  const localPort = socket.localPort ?? 0
  let bytes = ''
  let fate: Fate = 'open'
  const end = (how: Fate): void => {
    if (fate === 'open') fate = how
  }
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.toString('latin1')
  })
  socket.on('end', () => end('closed'))
  socket.on('error', () => end('reset'))
  socket.on('close', () => end('closed'))
  const currentFate = (): Fate => fate
  const filler = id.padEnd(FRAME_ID.length, PADDING)
  const acts = exchange.acts.map((act) =>
    act.kind === 'send' ? { ...act, bytes: act.bytes.replaceAll(FRAME_ID, filler) } : act,
  )
  const playing = play(socket, acts, id, () => bytes.length, options.adminPort)
  const startedAt = performance.now()
  let isTimedOut = false
  let doneAt = -1
  while (currentFate() === 'open') {
    await sleep(STEP_MS)
    const now = performance.now()
    const reading = readFrames(bytes)
    if (reading.over < exchange.responses && !reading.isLeaving) doneAt = -1
    else if (doneAt < 0) doneAt = now
    if (doneAt >= 0 && now - doneAt > (reading.isLeaving ? CLOSE_GRACE_MS : options.settleMs)) break
    if (now - startedAt > options.timeoutMs) {
      isTimedOut = true
      break
    }
  }
  await Promise.race([playing, sleep(200)])
  const { messages, words } = readFrames(bytes)
  socket.destroy()
  return { responses: messages, rest: words, fate: currentFate(), localPort, isTimedOut }
}

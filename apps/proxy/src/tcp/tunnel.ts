/** A TCP proxy's way through an HTTP proxy: CONNECT, its answer, and then raw bytes. */
import type { Socket } from 'node:net'
import { MessageReader, ReadEvent } from '@flotilla/http1'
import type { HeaderValueOption, TcpProxyTunnelingConfig } from '@flotilla/proto'
import { type TimerWheel, WheelTimer } from '@flotilla/time'
import type { Violations } from '../compile/violations.ts'
import { levelMutations } from '../http/compile/header-mutations.ts'
import type { HttpStream } from '../http/filter.ts'
import type { HeaderList } from '../http/headers.ts'
import { applyMutations, type HeaderMutation } from '../http/route/header-mutation.ts'
import { compileFormat, type Format } from '../http/substitution.ts'

/** Longest wait for the answer to CONNECT (docs/limits.md). */
const ANSWER_MS = 15_000
/** What would end the line early, or make it another request. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not pass.
const UNSAFE = /[\u0000-\u0020\u007f]/

export class TunnelSpec {
  private readonly hostname: Format
  private readonly mutations: readonly HeaderMutation[]

  constructor(hostname: Format, mutations: readonly HeaderMutation[]) {
    this.hostname = hostname
    this.mutations = mutations
  }

  /** The request's bytes; null where the host cannot be named. */
  requestOf(stream: HttpStream): Buffer | null {
    const authority = this.hostname.render(stream, '')
    if (authority === '' || UNSAFE.test(authority)) return null
    const headers: HeaderList = []
    applyMutations(this.mutations, headers, stream)
    let text = `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n`
    for (let i = 0; i < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`
    return Buffer.from(`${text}\r\n`, 'latin1')
  }
}

export function compileTunnel(message: TcpProxyTunnelingConfig, at: Violations): TunnelSpec | null {
  if (message.usePost || message.postPath !== '') at.at('use_post').unsupported()
  if (message.propagateResponseHeaders) at.at('propagate_response_headers').unsupported()
  if (message.propagateResponseTrailers) at.at('propagate_response_trailers').unsupported()
  const hostname = compileFormat(message.hostname)
  const toAdd: readonly HeaderValueOption[] = message.headersToAdd
  const mutations = levelMutations({ toAdd, toRemove: [] }, 'request', at)
  if (hostname.kind === 'bad') {
    at.at('hostname').adopt(hostname.violations)
    return null
  }
  return new TunnelSpec(hostname.value, mutations)
}

/**
 * Asks on a fresh, paused connection. Calls back once: with the first bytes from behind the tunnel (or null), the socket
 * paused again; or with the reason, the socket destroyed. Returns how to give up, after which no callback comes.
 */
export function openTunnel(
  socket: Socket,
  request: Buffer,
  wheel: TimerWheel,
  onOpen: (head: Buffer | null) => void,
  onFail: (reason: string) => void,
): () => void {
  const reader = new MessageReader('response')
  reader.expectResponseTo('CONNECT')
  const timer = new WheelTimer(() => fail('no answer to CONNECT in time'))
  const settle = (): void => {
    wheel.cancel(timer)
    socket.pause()
    socket.off('data', onData)
    socket.off('close', onClose)
    socket.off('end', onClose)
  }
  const fail = (reason: string): void => {
    settle()
    socket.destroy()
    onFail(reason)
  }
  const onClose = (): void => fail('closed before the answer to CONNECT')
  const onData = (chunk: Buffer): void => {
    reader.push(chunk)
    for (;;) {
      const event = reader.read()
      if (event === ReadEvent.NeedMore) return
      if (event !== ReadEvent.Head) {
        fail('broken answer to CONNECT')
        return
      }
      if (reader.status >= 100 && reader.status < 200) continue
      if (reader.status < 200 || reader.status >= 300) fail(`CONNECT was answered ${reader.status}`)
      else {
        settle()
        reader.becomeTunnel()
        onOpen(reader.takeRest())
      }
      return
    }
  }
  socket.on('data', onData)
  socket.on('close', onClose)
  socket.on('end', onClose)
  wheel.arm(timer, ANSWER_MS)
  socket.write(request)
  socket.resume()
  return () => {
    settle()
    socket.destroy()
  }
}

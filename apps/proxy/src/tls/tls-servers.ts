/** The terminators of a filter chain: one, or one for each server name's certificates where a chain has several. */
import type { Socket } from 'node:net'
import {
  CertificateChoice,
  type OnSecure,
  type OnTlsFailed,
  type PairGroup,
  readFirstBytes,
  type TlsPair,
  TlsTerminator,
  type TlsTerminatorOptions,
} from '@flotilla/net'
import { sniffTls } from '@flotilla/sniff'

/** A ClientHello is looked at no further than this. Listed in docs/limits.md. */
const MAX_HELLO_BYTES: number = 64 * 1024

export class TlsServers {
  private readonly options: TlsTerminatorOptions
  private readonly choice: CertificateChoice
  private readonly servers = new Map<PairGroup, TlsTerminator>()

  /** Throws where a certificate cannot be used. @param pairs two or more, the first in `options` again. */
  constructor(options: TlsTerminatorOptions, pairs: readonly TlsPair[], searchesAll: boolean) {
    this.options = options
    this.choice = new CertificateChoice(pairs, searchesAll)
    // All of them now: what cannot be used is told when it is loaded.
    for (const group of this.choice.groups) this.servers.set(group, serverOf(options, group))
  }

  /** As `TlsTerminator.terminate`. @param serverName empty where nobody looked for it yet. */
  terminate(
    socket: Socket,
    head: Buffer | null,
    serverName: string,
    onSecure: OnSecure,
    onFailed: OnTlsFailed,
  ): void {
    if (serverName !== '' || (head !== null && sniffTls(head).kind !== 'more')) {
      this.serverFor(serverName).terminate(socket, head, onSecure, onFailed)
      return
    }
    if (head !== null) socket.unshift(head)
    this.lookThenTerminate(socket, onSecure, onFailed)
  }

  private lookThenTerminate(socket: Socket, onSecure: OnSecure, onFailed: OnTlsFailed): void {
    let serverName = ''
    const isEnough = (bytes: Buffer): boolean => {
      const sniffed = sniffTls(bytes)
      if (sniffed.kind === 'tls') serverName = sniffed.serverName
      return sniffed.kind !== 'more'
    }
    const giveUp = (): void => {
      socket.destroy()
    }
    socket.setTimeout(this.options.handshakeTimeoutMs, giveUp)
    const look = { isEnough, maxBytes: MAX_HELLO_BYTES, timeoutMs: 0, wheel: null }
    readFirstBytes(socket, look, (bytes, end) => {
      socket.setTimeout(0)
      socket.off('timeout', giveUp)
      if (end === 'closed') onFailed('the client closed the connection', null)
      else this.serverFor(serverName).terminate(socket, bytes, onSecure, onFailed)
    })
  }

  private serverFor(serverName: string): TlsTerminator {
    const { choice, servers, options } = this
    const group = serverName === '' ? choice.unnamed : choice.forName(serverName)
    const found = servers.get(group)
    if (found !== undefined) return found
    const made = serverOf(options, group)
    servers.set(group, made)
    return made
  }
}

function serverOf(options: TlsTerminatorOptions, group: PairGroup): TlsTerminator {
  const [pair = options.pair, ...otherKinds] = group
  return new TlsTerminator({ ...options, pair, otherKinds })
}

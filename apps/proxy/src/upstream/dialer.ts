/** One attempt to connect to an endpoint: TCP or Unix socket, then TLS, within one time limit. */
import type { X509Certificate } from 'node:crypto'
import { connect as connectSocket, isIP, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { systemCodeOf } from '@flotilla/errors'
import { type PeerIdentity, unmapped } from '@flotilla/net'
import { type TimerWheel, WheelTimer } from '@flotilla/time'
import type { UpstreamTls } from '../tls/upstream-tls.ts'
import type { KeepaliveSpec } from './cluster-spec.ts'
import { type Cancel, ConnectFailure, type UpstreamPeer, type UpstreamProtocol } from './types.ts'

let nextId = 1

export interface DialTarget {
  readonly address: string
  /** 0: the address is the path of a Unix socket. */
  readonly port: number
  readonly label: string
}

export interface DialOptions {
  readonly timeoutMs: number
  readonly wheel: TimerWheel
  /** Null is plaintext. */
  readonly tls: UpstreamTls | null
  readonly protocol: UpstreamProtocol
  /** See UpstreamTls.secure. */
  readonly autoSni: string | null
  readonly autoSan: string | null
  /** Source addresses, the usual first; that of the target's family is taken. Empty: the system's choice. */
  readonly bindAddresses: readonly string[]
  readonly keepalive: KeepaliveSpec | null
  /** Sent before anything else, also before TLS; null or absent for nothing. */
  readonly preface?: Buffer | null
}

export interface DialHooks {
  /** The plain socket exists; called before `dial` returns. Its `close` is the end of the connection's life. */
  onSocket(socket: Socket): void
  onOpen(socket: Socket, peer: UpstreamPeer): void
  onFail(failure: ConnectFailure, text: string): void
}

/** Starts the attempt; exactly one of `onOpen` and `onFail` follows, never before this returns, unless it is cancelled. */
export function dial(target: DialTarget, options: DialOptions, hooks: DialHooks): Cancel {
  const attempt = new Attempt(target, options, hooks)
  return () => attempt.cancel()
}

/** The system's codes in the words that Envoy uses. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ETIMEDOUT: 'Connection timed out',
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
}

/** Failures of this machine, not of the endpoint. */
const LOCAL_CODES: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'EADDRINUSE',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'EPERM',
  'EACCES',
])

class Attempt {
  private readonly target: DialTarget
  private readonly options: DialOptions
  private readonly hooks: DialHooks
  private readonly socket: Socket
  private readonly timer: WheelTimer
  private isSettled = false
  private cancelTls: (() => void) | null = null

  constructor(target: DialTarget, options: DialOptions, hooks: DialHooks) {
    this.target = target
    this.options = options
    this.hooks = hooks
    this.timer = new WheelTimer(() => this.fail(ConnectFailure.timeout, ''))
    this.socket = openSocket(target, options)
    options.wheel.arm(this.timer, options.timeoutMs)
    hooks.onSocket(this.socket)
    this.socket.once('connect', () => this.onConnected())
    this.socket.on('error', (error) => this.onError(error))
    this.socket.on('close', () => this.fail(ConnectFailure.remote, ''))
  }

  cancel(): void {
    if (!this.settle()) return
    this.cancelTls?.()
    this.socket.destroy()
  }

  private onConnected(): void {
    const { keepalive, tls, preface } = this.options
    if (preface != null) this.socket.write(preface)
    if (keepalive !== null)
      this.socket.setKeepAlive({
        enable: true,
        initialDelay: keepalive.timeSec * 1000,
        interval: keepalive.intervalSec * 1000,
        count: keepalive.probes,
      })
    if (tls === null) {
      this.open(this.socket, null)
      return
    }
    this.cancelTls = tls.secure(
      this.socket,
      this.target.label,
      this.options.protocol,
      this.options.autoSni,
      this.options.autoSan,
      (secure, peer) => this.open(secure, peer),
      (reason) => this.fail(ConnectFailure.remote, `TLS_error:|${reason}:TLS_error_end`),
    )
  }

  private open(socket: Socket, peer: PeerIdentity | null): void {
    if (!this.settle()) return
    socket.pause()
    this.hooks.onOpen(socket, {
      id: nextId++,
      principal: peer?.spiffeId ?? null,
      subject: peer?.subject ?? '',
      localAddress: localLabel(this.socket),
      isTls: socket !== this.socket,
      tlsVersion: socket instanceof TLSSocket ? (socket.getProtocol() ?? '') : '',
      tlsCipher: socket instanceof TLSSocket ? socket.getCipher().name : '',
      certificateDer: socket instanceof TLSSocket ? derOf(socket.getPeerX509Certificate()) : null,
      localDer: socket instanceof TLSSocket ? derOf(socket.getX509Certificate()) : null,
      serverName: socket instanceof TLSSocket ? serverNameOf(socket) : '',
    })
  }

  private onError(error: Error): void {
    const code = systemCodeOf(error) ?? ''
    const text = `delayed connect error: ${CAUSES[code] ?? error.message}`
    this.fail(LOCAL_CODES.has(code) ? ConnectFailure.local : ConnectFailure.remote, text)
  }

  private fail(failure: ConnectFailure, text: string): void {
    if (!this.settle()) return
    this.cancelTls?.()
    this.socket.destroy()
    this.hooks.onFail(failure, text)
  }

  private settle(): boolean {
    if (this.isSettled) return false
    this.isSettled = true
    this.options.wheel.cancel(this.timer)
    return true
  }
}

function derOf(certificate: X509Certificate | undefined): Buffer | null {
  return certificate?.raw ?? null
}

/** Node keeps it beside what its types tell. */
function serverNameOf(socket: TLSSocket): string {
  const name: unknown = Reflect.get(socket, 'servername')
  return typeof name === 'string' ? name : ''
}

function openSocket(target: DialTarget, options: DialOptions): Socket {
  if (target.port === 0) return connectSocket({ path: target.address, allowHalfOpen: true })
  return connectSocket({
    host: target.address,
    port: target.port,
    allowHalfOpen: true,
    noDelay: true,
    ...(options.bindAddresses.length === 0 ? {} : { localAddress: sourceFor(target, options) }),
  })
}

/** As Envoy: the first where none has the family. */
function sourceFor({ address }: DialTarget, { bindAddresses }: DialOptions): string {
  const family = isIP(address)
  return bindAddresses.find((one) => isIP(one) === family) ?? bindAddresses[0] ?? ''
}

function localLabel(socket: Socket): string {
  const { localAddress, localPort } = socket
  if (localAddress === undefined || localPort === undefined) return ''
  const address = unmapped(localAddress)
  return address.includes(':') ? `[${address}]:${localPort}` : `${address}:${localPort}`
}

/** A gRPC server as every part runs one: own listener with TLS that reloads, limits, keepalive, health, and the peer of each call. */
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { type Clock, systemClock } from '@flotilla/time'
import type { Server, UntypedHandleCall } from '@grpc/grpc-js'
import { type Address, parseAddress } from './address.ts'
import type { ServiceBinding } from './binding.ts'
import { grpcJs } from './grpc-js.ts'
import { HealthReporter } from './health.ts'
import type { IdentitySource } from './identity-source.ts'
import { type Peer, rememberPeer } from './peer.ts'
import { Refusals } from './refusals.ts'
import { type ClientCertificate, createTlsListener, type TlsPeer } from './tls-listener.ts'

export interface ServerOptions {
  /** `host:port` (0 picks a port) or `unix:/path`. */
  readonly address: string
  readonly services: readonly ServiceBinding[]
  readonly tls:
    | 'plaintext'
    | { readonly identity: IdentitySource; readonly clientCertificate: ClientCertificate }
  /** Of one message that is received. Default 4 MiB. */
  readonly maxMessageBytes?: number
  /** Per connection. Default 1,000. */
  readonly maxConcurrentStreams?: number
  /** Default 10,000. */
  readonly maxConnections?: number
  /** After this a connection gets GOAWAY, with 10 % jitter; null for never. Default null. */
  readonly maxConnectionAgeMs?: number | null
  /** Mode of a Unix socket's file. Default 0600. */
  readonly socketMode?: number
  readonly health?: HealthReporter
  readonly clock?: Clock
}

export interface RunningServer {
  /** 0 for a Unix socket. */
  readonly port: number
  /** `host:port` or `unix:/path` as it can be called. */
  readonly address: string
  readonly health: HealthReporter
  /** Connections refused since the start, for a metric. */
  refusedConnections(): number
  /** Stops accepting, lets calls end for `graceMs` (default 1,000), then cuts them. */
  close(graceMs?: number): Promise<void>
}

const KEEPALIVE_MS = 30_000
const KEEPALIVE_TIMEOUT_MS = 10_000
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024
const GRACE_MS = 1_000
const log = scope('grpc.server')

/** Listens and serves. Throws FLT_PORT_IN_USE, FLT_PERMISSION or FLT_USAGE. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const address = parseAddress(options.address)
  const refusals = new Refusals(log, options.clock ?? systemClock)
  const health = options.health ?? new HealthReporter()
  const peers = new Peers()
  const server = buildServer(options)
  for (const service of [...options.services, health.binding])
    server.addService(service.definition, withPeers(service, peers))
  const injector = server.createConnectionInjector(grpcJs().ServerCredentials.createInsecure())
  const { listener, release } = buildListener(options, refusals, (socket, peer) => {
    peers.add(socket, peer)
    injector.injectConnection(socket)
  })
  listener.maxConnections = options.maxConnections ?? 10_000
  const sockets = new Set<Socket>()
  listener.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  try {
    await listen(listener, address, options.socketMode ?? 0o600)
  } catch (cause) {
    release()
    server.forceShutdown()
    throw cause
  }
  const bound = boundAddress(listener, address)
  return {
    ...bound,
    health,
    refusedConnections: () => refusals.count,
    close: async (graceMs = GRACE_MS) => {
      release()
      health.close()
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
      await shutdown(server, graceMs)
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function buildServer(options: ServerOptions): Server {
  const maxBytes = options.maxMessageBytes ?? MAX_MESSAGE_BYTES
  return new (grpcJs().Server)({
    'grpc.max_receive_message_length': maxBytes,
    // What we send is bounded by whoever makes it; the limit protects the reader.
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': options.maxConcurrentStreams ?? 1_000,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    ...(options.maxConnectionAgeMs === undefined || options.maxConnectionAgeMs === null
      ? {}
      : { 'grpc.max_connection_age_ms': options.maxConnectionAgeMs }),
    'grpc.enable_channelz': 0,
  })
}

function buildListener(
  options: ServerOptions,
  refusals: Refusals,
  onConnection: (socket: Socket, peer: TlsPeer) => void,
): { listener: NetServer; release: () => void } {
  if (options.tls === 'plaintext') {
    const listener = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      onConnection(socket, { spiffeId: null, certificateDer: null })
    })
    return { listener, release: () => listener.unref() }
  }
  const { identity, clientCertificate } = options.tls
  const clock = options.clock ?? systemClock
  const tls = createTlsListener({ identity, clientCertificate, clock, refusals, onConnection })
  return { listener: tls.server, release: tls.release }
}

/** Which verified peer is behind the address that grpc-js names for a call. */
class Peers {
  private readonly byAddress = new Map<string, Peer>()

  add(socket: Socket, peer: TlsPeer): void {
    const address =
      socket.remoteAddress === undefined ? 'unix' : `${socket.remoteAddress}:${socket.remotePort}`
    this.byAddress.set(address, { address, ...peer })
    socket.on('close', () => this.byAddress.delete(address))
  }

  /** @param address as `call.getPeer()` has it. */
  get(address: string): Peer {
    return this.byAddress.get(address) ?? { spiffeId: null, address: 'unix', certificateDer: null }
  }
}

/** The same handlers, each noting the peer of its call first. */
function withPeers(service: ServiceBinding, peers: Peers): Record<string, UntypedHandleCall> {
  const wrapped: Record<string, UntypedHandleCall> = {}
  for (const [name, handler] of Object.entries(service.implementation)) {
    // biome-ignore lint/suspicious/noExplicitAny: handlers of all four kinds take the call first and pass here unchanged
    const handle = handler as (call: any, ...rest: unknown[]) => void
    // biome-ignore lint/suspicious/noExplicitAny: see above
    wrapped[name] = ((call: any, ...rest: unknown[]) => {
      rememberPeer(call, peers.get(call.getPeer()))
      handle(call, ...rest)
    }) as UntypedHandleCall
  }
  return wrapped
}

async function listen(server: NetServer, address: Address, socketMode: number): Promise<void> {
  if (address.kind === 'unix') await removeStale(address.path)
  await new Promise<void>((resolve, reject) => {
    const onError = (cause: Error): void => reject(listenError(cause, address))
    server.once('error', onError)
    const where = address.kind === 'tcp' ? { host: address.host, port: address.port } : address
    server.listen(where, () => {
      server.removeListener('error', onError)
      server.on('error', (error) => log.error('listener failed', { error }))
      resolve()
    })
  })
  if (address.kind === 'unix') chmodSync(address.path, socketMode)
}

/** Removes the file of a socket that nobody listens on any more, as a killed process leaves it. */
async function removeStale(path: string): Promise<void> {
  const isStale = await new Promise<boolean>((resolve) => {
    const probe = connect(path)
    probe.on('connect', () => {
      probe.destroy()
      resolve(false)
    })
    probe.on('error', (error) => resolve(systemCodeOf(error) === 'ECONNREFUSED'))
  })
  if (isStale) rmSync(path, { force: true })
}

function listenError(cause: Error, address: Address): FlotillaError {
  const where = address.kind === 'tcp' ? `${address.host}:${address.port}` : address.path
  const code = systemCodeOf(cause)
  if (code === 'EADDRINUSE')
    return new FlotillaError('FLT_PORT_IN_USE', `${where} is already in use`, { cause })
  if (code === 'EACCES' || code === 'EPERM')
    return new FlotillaError('FLT_PERMISSION', `may not listen on ${where}`, { cause })
  return new FlotillaError('FLT_USAGE', `cannot listen on ${where}: ${code ?? cause.message}`, {
    cause,
  })
}

function boundAddress(server: NetServer, address: Address): { port: number; address: string } {
  const bound = server.address()
  if (address.kind === 'unix' || bound === null || typeof bound === 'string')
    return { port: 0, address: address.kind === 'unix' ? `unix:${address.path}` : '' }
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return { port: bound.port, address: `${host}:${bound.port}` }
}

function shutdown(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), graceMs)
    server.tryShutdown(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

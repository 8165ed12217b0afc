/** ioredis over sockets that are given, loaded with the first connection: most mixers never speak to a Redis. */
import type { Socket } from 'node:net'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { AbstractConnector, Cluster, Redis, type RedisOptions, ReplyError } from 'ioredis'
import { type Dial, limitAnswers } from '../dial.ts'

/** Longest wait for a connection, ms. docs/limits.md */
export const CONNECT_TIMEOUT_MS = 1_000
/** Bytes that Redis may send to one command. docs/limits.md */
const MAX_ANSWER_BYTES = 1024 * 1024
const MAX_REDIRECTIONS = 3

/** An error that Redis answered with. */
export function isReplyError(error: unknown): boolean {
  return error instanceof ReplyError
}

/**
 * A connection that opens with the first command, sends nothing of its own, and never comes back once it has ended: the
 * caller makes another.
 */
export function openRedis(host: string, port: number, dial: Dial): Redis {
  return new Redis({ ...options(dial), host, port, retryStrategy: () => null })
}

/**
 * A cluster, known by one of its nodes; ends when none of those that it knows can be reached.
 * @param replyTimeoutMs for the node that is asked who has which keys. Default 1,000.
 */
export function openCluster(
  host: string,
  port: number,
  dial: Dial,
  replyTimeoutMs: number = CONNECT_TIMEOUT_MS,
): Cluster {
  return new Cluster([{ host, port }], {
    redisOptions: options(dial),
    // Names are looked up by `dial`, in the mesh first.
    dnsLookup: (name, done) => done(null, name),
    clusterRetryStrategy: () => null,
    lazyConnect: true,
    enableReadyCheck: false,
    maxRedirections: MAX_REDIRECTIONS,
    // What may have been counted is not sent again behind the adapter's back.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshInterval: 0,
    slotsRefreshTimeout: replyTimeoutMs,
  })
}

function options(dial: Dial): Omit<RedisOptions, 'replyMapping'> {
  return {
    Connector: connectorOver(dial),
    protocol: 2,
    lazyConnect: true,
    disableClientInfo: true,
    enableReadyCheck: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  }
}

/** Told apart from an answer that cannot be read. */
function refuse(cause: unknown): never {
  if (cause instanceof FlotillaError) throw cause
  throw new FlotillaError('FLT_ADAPTER_FAILED', messageOf(cause), { cause })
}

function connectorOver(dial: Dial): NonNullable<RedisOptions['Connector']> {
  return class extends AbstractConnector {
    private readonly address: { readonly host: string; readonly port: number }
    private socket: Socket | null = null

    constructor(given: unknown) {
      super(0)
      this.address = given as { host: string; port: number } // the options of this connection
    }

    override async connect(): Promise<Socket> {
      this.connecting = true
      const { host, port } = this.address
      const socket = await dial(host, port, CONNECT_TIMEOUT_MS).catch(refuse)
      if (!this.connecting) {
        socket.destroy()
        throw new Error('the connection is not wanted any more')
      }
      limitAnswers(socket, MAX_ANSWER_BYTES)
      socket.pause()
      this.socket = socket
      return socket
    }

    /** At once: what was not answered by now is not waited for. */
    override disconnect(): void {
      this.connecting = false
      this.socket?.destroy()
    }
  }
}

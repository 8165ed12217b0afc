/** A connection to NATS by its own library over a socket that is given, loaded with the first connection. */
import type { Socket } from 'node:net'
import type { Publication, PublishResult } from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'
import { type ConnectionOptions, ErrorCode, type JetStreamClient, NatsError } from 'nats'
import { NatsConnectionImpl, setTransportFactory } from 'nats/lib/nats-base-client/internal_mod.js'
import { NodeTransport } from 'nats/lib/src/node_transport.js'
import { limitAnswers } from '../dial.ts'

/** Bytes that NATS may send while nothing is published. docs/limits.md */
const MAX_ANSWER_BYTES = 1024 * 1024
/** JetStream's own trouble (no leader, storage full for now) is of the 500s; the 400s are the message's fault. */
const FIRST_SERVER_ERROR = 500
const VERSION = /^\d+\.\d+\.\d+/

export interface SessionOptions {
  /** How the server is named to it and to TLS; `dial` decides where it is. */
  readonly server: string
  readonly ackTimeoutMs: number
  /** For the socket and the greeting. */
  readonly connectTimeoutMs: number
  readonly dial: () => Promise<Socket>
}

interface TransportOptions extends ConnectionOptions {
  readonly dial?: () => Promise<Socket>
}

/** The library's transport, which would dial by itself. */
class GivenTransport extends NodeTransport {
  override dial(): Promise<Socket> {
    const { dial } = this.options as TransportOptions // what `openSession` gave
    return dial?.() ?? Promise.reject(new Error('no socket is given'))
  }

  override async peekInfo(): ReturnType<NodeTransport['peekInfo']> {
    const greeting = super.peekInfo()
    limitAnswers(this.socket, MAX_ANSWER_BYTES)
    const info = await greeting
    // Without one the library would wait for ever.
    if (!VERSION.test(info.version)) throw new Error('the greeting is not of a NATS server')
    return info
  }

  /** Called when the greeting is over, which took all listeners away. */
  override setupHandlers(): void {
    super.setupHandlers()
    limitAnswers(this.socket, MAX_ANSWER_BYTES)
  }
}

setTransportFactory({ factory: () => new GivenTransport() })

/** Rejects where there is no greeting in time; it never connects a second time. */
export async function openSession(options: SessionOptions): Promise<Session> {
  let socket: Socket | null = null
  const settings: TransportOptions = {
    servers: [options.server],
    name: 'flotilla mixer',
    timeout: options.connectTimeoutMs,
    reconnect: false,
    ignoreClusterUpdates: true,
    tls: null,
    dial: async () => {
      socket = await options.dial()
      return socket
    },
  }
  try {
    const connection = await NatsConnectionImpl.connect(settings)
    return new Session(connection as NatsConnectionImpl, options.ackTimeoutMs) // `connect` is its own
  } catch (error) {
    // The library leaves a socket open whose greeting it does not wait for any more.
    const left = socket as Socket | null // set by `dial`
    left?.destroy()
    throw error
  }
}

export class Session {
  private readonly connection: NatsConnectionImpl
  private readonly jetStream: JetStreamClient
  /** Why it ended. */
  private failure: unknown = null

  constructor(connection: NatsConnectionImpl, ackTimeoutMs: number) {
    this.connection = connection
    this.jetStream = connection.jetstream({ timeout: ackTimeoutMs })
    const { parser } = connection.protocol
    const parse = parser.parse.bind(parser)
    // The library prints what it cannot read and waits on.
    parser.parse = (bytes) => {
      try {
        parse(bytes)
      } catch (error) {
        this.end(error)
      }
    }
    void connection.closed().then((error) => {
      this.failure ??= error ?? null
    })
  }

  get isOver(): boolean {
    return this.connection.isClosed()
  }

  async store({ id, subject, payload }: Publication): Promise<PublishResult> {
    try {
      const { stream } = await this.jetStream.publish(subject, payload, { msgID: id })
      if (typeof stream === 'string') return { kind: 'stored' }
      return { kind: 'away', reason: 'the answer is no acknowledgement' }
    } catch (error) {
      return this.resultOf(error)
    }
  }

  /** What is not acknowledged by now is not waited for. */
  end(reason: unknown): void {
    this.failure ??= reason
    this.connection.close().catch((error: unknown) => {
      this.failure ??= error
    })
  }

  private resultOf(error: unknown): PublishResult {
    if (!(error instanceof NatsError))
      return { kind: 'away', reason: messageOf(this.failure ?? error) }
    const { code, api_error: refusal } = error
    if (refusal !== undefined) {
      const reason = `JetStream answered ${String(refusal.code)}: ${String(refusal.description)}`
      return refusal.code < FIRST_SERVER_ERROR
        ? { kind: 'refused', reason }
        : { kind: 'away', reason }
    }
    // A stream may be made for the subject later.
    if (code === ErrorCode.NoResponders)
      return { kind: 'away', reason: 'no stream takes the subject' }
    if (code === ErrorCode.Timeout) {
      this.end(error)
      return { kind: 'away', reason: 'no acknowledgement in time' }
    }
    return { kind: 'away', reason: messageOf(this.failure ?? error) }
  }
}

/** The session that a session-based adapter has of a handler: validated and created before it is used, made anew when the adapter has lost it. */
import { type BackendChannel, Code, type Status } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import {
  decodeSessionResponse,
  decodeStatusResponse,
  encodeCloseSession,
  encodeSessionRequest,
  type SessionParts,
} from './backend-messages.ts'

const SERVICE = '/istio.mixer.adapter.model.v1beta1.InfrastructureBackend'
/** Metadata that carries the session of a call: the messages of Istio 1.4 have no field for it. */
export const SESSION_METADATA = 'x-adapter-session-id'

export class RemoteSession {
  private readonly channel: BackendChannel
  private readonly request: Uint8Array
  private sessionId = ''
  private creating: Promise<string> | null = null

  constructor(channel: BackendChannel, parts: SessionParts) {
    this.channel = channel
    this.request = encodeSessionRequest(parts)
  }

  /**
   * Asks the adapter whether it takes the configuration. Throws FLT_ADAPTER_CONFIG where it does not; an adapter that is
   * away is asked by the first call, unless it `mustAnswer`.
   */
  async open(mustAnswer: boolean): Promise<void> {
    try {
      await this.create()
    } catch (error) {
      const isRefused = error instanceof FlotillaError && error.code === 'FLT_ADAPTER_CONFIG'
      if (mustAnswer || isRefused) throw error
    }
  }

  /** The session's id; created where there is none. */
  id(): Promise<string> | string {
    return this.sessionId === '' ? this.create() : this.sessionId
  }

  /** The adapter does not know this session: the next call makes another. */
  lost(sessionId: string): void {
    if (this.sessionId === sessionId) this.sessionId = ''
  }

  async close(): Promise<void> {
    const { sessionId } = this
    if (sessionId === '') return
    this.sessionId = ''
    const bytes = await this.channel.call(
      `${SERVICE}/CloseSession`,
      encodeCloseSession(sessionId),
      {},
    )
    refuse(decodeStatusResponse(bytes), 'close the session')
  }

  private create(): Promise<string> {
    this.creating ??= this.createNow().finally(() => {
      this.creating = null
    })
    return this.creating
  }

  private async createNow(): Promise<string> {
    const { channel, request } = this
    refuse(
      decodeStatusResponse(await channel.call(`${SERVICE}/Validate`, request, {})),
      'take the configuration',
    )
    const created = decodeSessionResponse(
      await channel.call(`${SERVICE}/CreateSession`, request, {}),
    )
    refuse(created.status, 'create a session')
    if (created.sessionId === '')
      throw new FlotillaError('FLT_ADAPTER_FAILED', 'the adapter gave a session without an id')
    this.sessionId = created.sessionId
    return created.sessionId
  }
}

function refuse({ code, message }: Status, what: string): void {
  if (code !== Code.ok)
    throw new FlotillaError(
      'FLT_ADAPTER_CONFIG',
      `the adapter does not ${what}: ${message || `code ${code}`}`,
    )
}

/** Whether an adapter says that it does not know the session of a call. */
export function isSessionLost(error: unknown): boolean {
  const cause = error instanceof FlotillaError ? error.cause : error
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null
  return code === Code.notFound || /unknown session/i.test(messageOf(error))
}

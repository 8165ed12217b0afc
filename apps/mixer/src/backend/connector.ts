/** Calls adapters out of process: connections are made lazily, balanced over all addresses of a name, and follow the mesh's endpoints. */
import type { BackendChannel, BackendConnection, BackendConnector } from '@flotilla/adapter-sdk'
import { fromServiceError, type IdentitySource } from '@flotilla/grpc'
import { Client, Metadata } from '@grpc/grpc-js'
import type { MeshEndpoint, MeshEndpoints } from '../workloads/mesh-endpoints.ts'
import { type BackendCredentials, backendCredentials, meshCredentials } from './credentials.ts'

/** Of one answer. docs/limits.md */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024
const SERVICE_CONFIG = JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] })
/** Sent as TLS server name where there is none to send. */
const UNNAMED_SERVER = 'flotilla.internal'

export interface ConnectorParts {
  readonly identity: IdentitySource
  readonly endpoints: MeshEndpoints
}

export class GrpcConnector implements BackendConnector {
  private readonly parts: ConnectorParts

  constructor(parts: ConnectorParts) {
    this.parts = parts
  }

  /** Throws FLT_ADAPTER_CONFIG where a file of its credentials cannot be used. */
  open(connection: BackendConnection): BackendChannel {
    return new GrpcBackend(connection, this.parts)
  }
}

class GrpcBackend implements BackendChannel {
  private readonly connection: BackendConnection
  private readonly parts: ConnectorParts
  private readonly host: string
  private readonly port: number
  private credentials: BackendCredentials
  /** The mesh certificate that the credentials hold has been renewed. */
  private isOutdated = false
  private readonly unfollow: (() => void) | null
  private client: Client | null = null
  private target = ''
  private revision = -1
  private isClosed = false

  constructor(connection: BackendConnection, parts: ConnectorParts) {
    this.connection = connection
    this.parts = parts
    const { address, security } = connection
    const colon = address.lastIndexOf(':')
    this.host = address.slice(0, colon).replace(/^\[|\]$/g, '')
    this.port = Number(address.slice(colon + 1))
    this.credentials = backendCredentials(security, this.host, parts.identity)
    const ownsMeshCertificate = security.kind === 'mutual' && security.privateKey === ''
    this.unfollow = ownsMeshCertificate
      ? parts.identity.onChange(() => {
          this.isOutdated = true
        })
      : null
  }

  async call(
    path: string,
    request: Uint8Array,
    metadata: Readonly<Record<string, string>>,
  ): Promise<Uint8Array> {
    const headers = new Metadata()
    for (const [key, value] of Object.entries(metadata)) headers.set(key, value)
    const { token } = this.credentials
    if (token !== null) headers.set(token.header, await token.value())
    const client = this.current()
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        passOn,
        passOn,
        Buffer.from(request.buffer, request.byteOffset, request.length),
        headers,
        { deadline: Date.now() + this.connection.timeoutMs },
        (error, response) => {
          if (error !== null) reject(fromServiceError(error, path))
          else resolve(response ?? new Uint8Array())
        },
      )
    })
  }

  close(): void {
    this.isClosed = true
    this.unfollow?.()
    this.client?.close()
  }

  /** The client; a new one where the endpoints of a mesh name have changed. The old one's calls may end. */
  private current(): Client {
    const { endpoints, identity } = this.parts
    if (this.isOutdated && identity.current() !== null) {
      this.isOutdated = false
      this.credentials = backendCredentials(this.connection.security, this.host, identity)
      this.target = ''
      this.revision = -1
    }
    if (this.client !== null && (this.revision === endpoints.revision || this.isClosed))
      return this.client
    this.revision = endpoints.revision
    const { host, port, connection } = this
    const found = endpoints.find(host, port, connection.namespace)
    const target = found === null || found.length === 0 ? connection.address : targetOf(found)
    const identities = found?.flatMap(({ spiffeId }) => spiffeId ?? []) ?? []
    const key = `${target} ${identities.join(' ')}`
    if (this.client !== null && key === this.target) return this.client
    this.client?.close()
    this.target = key
    this.client = this.connect(target, [...new Set(identities)])
    return this.client
  }

  private connect(target: string, identities: readonly string[]): Client {
    const { security } = this.connection
    const isMesh = security.kind === 'plaintext' && identities.length > 0
    const isTls = isMesh || security.kind !== 'plaintext'
    const name = security.kind === 'plaintext' ? '' : security.serverName || this.host
    // An address may not stand in a TLS server name; what the certificate must say is checked apart from it.
    const serverName = isMesh || isIp(name) ? UNNAMED_SERVER : name
    return new Client(
      target,
      isMesh ? meshCredentials(this.parts.identity, identities) : this.credentials.channel,
      {
        'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
        'grpc.max_send_message_length': -1,
        'grpc.service_config': SERVICE_CONFIG,
        'grpc.service_config_disable_resolution': 1,
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 5_000,
        'grpc.enable_http_proxy': 0,
        'grpc.enable_retries': 0,
        'grpc.enable_channelz': 0,
        'grpc.use_local_subchannel_pool': 1,
        'grpc.default_authority': name === '' ? this.connection.address : name,
        ...(isTls ? { 'grpc.ssl_target_name_override': serverName } : {}),
      },
    )
  }
}

/** All endpoints as one target; names among them are resolved as names. */
function targetOf(endpoints: readonly MeshEndpoint[]): string {
  const first = endpoints[0]
  const addresses = endpoints.filter(({ host }) => isIp(host))
  if (addresses.length === 0) return `${first?.host}:${first?.port}`
  const isV6 = addresses[0]?.host.includes(':') ?? false
  const alike = addresses.filter(({ host }) => host.includes(':') === isV6)
  const list = alike.map(({ host, port }) => `${isV6 ? `[${host}]` : host}:${port}`)
  return `${isV6 ? 'ipv6' : 'ipv4'}:${list.sort().join(',')}`
}

function isIp(host: string): boolean {
  return host.includes(':') || /^[\d.]+$/.test(host)
}

function passOn(bytes: Buffer): Buffer {
  return bytes
}

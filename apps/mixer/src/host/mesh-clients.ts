/** Clients of outside systems that know the mesh: names of its services lead to their workloads, over mutual TLS where there is a sidecar. */
import { request as httpRequest } from 'node:http'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type {
  HttpAnswer,
  HttpClient,
  HttpRequest,
  OutsideClients,
  StreamAddress,
  StreamClient,
} from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { IdentitySource } from '@flotilla/grpc'
import type { MeshEndpoint, MeshEndpoints } from '../workloads/mesh-endpoints.ts'
import { datagramClient } from './datagram-client.ts'
import type { Dial } from './dial.ts'
import { httpClient } from './http-client.ts'
import { NatsPublisher } from './nats/nats-publisher.ts'
import { PooledRedis } from './redis/pooled-redis.ts'
import { dialled, openStream, requirePeer, streamOf } from './stream-client.ts'

export interface MeshClientParts {
  readonly endpoints: MeshEndpoints
  readonly identity: IdentitySource
  /** Uniform in [0, 1). */
  readonly random: () => number
}

/** What sidecars are offered: TCP of the mesh, whatever is in it. */
const MESH_ALPN = ['istio-peer-exchange', 'istio']
const HTTP_PORT = 80
const OK = 200

/** @param namespace in which short names are looked up: the handler's. */
export function meshClients(
  parts: MeshClientParts,
  namespace: string,
): Pick<OutsideClients, 'http' | 'streams' | 'datagrams' | 'redis' | 'jetStream'> {
  const find = (host: string, port: number): MeshEndpoint | null => {
    const found = parts.endpoints.find(host, port, namespace)
    if (found === null || found.length === 0) return null
    return found[Math.floor(parts.random() * found.length)] ?? null
  }
  const connect = <T>(
    address: StreamAddress,
    timeoutMs: number,
    take: (socket: Socket) => T,
  ): Promise<T> => {
    const endpoint = address.isTls ? null : find(address.host, address.port)
    const open = endpoint === null ? () => openStream(address) : () => dial(endpoint, parts)
    return dialled(open, endpoint?.spiffeId ?? null, address, timeoutMs, take)
  }
  const streams: StreamClient = {
    connect: (address, events, timeoutMs) =>
      connect(address, timeoutMs, (socket) => streamOf(socket, events)),
  }
  const dialPlain: Dial = (host, port, timeoutMs) =>
    connect({ host, port, isTls: false }, timeoutMs, (socket) => {
      // The library that gets it adds its own listeners only later.
      socket.on('error', () => undefined)
      return socket
    })
  const http = meshHttp(find, parts)
  return {
    streams,
    http,
    redis: { open: (address) => new PooledRedis(address, dialPlain) },
    jetStream: { open: (address) => new NatsPublisher(address, dialPlain) },
    datagrams: {
      // A sidecar carries no UDP: the workload itself is sent to.
      open: (host, port, onError) => {
        const endpoint = find(host, port)
        return datagramClient.open(endpoint?.host ?? host, endpoint?.port ?? port, onError)
      },
    },
  }
}

/** A socket to an endpoint: to a sidecar as a peer of the mesh. */
function dial({ host, port, spiffeId }: MeshEndpoint, { identity }: MeshClientParts): Socket {
  if (spiffeId === null) return connectTcp({ host, port, noDelay: true, keepAlive: true })
  const mine = identity.current()
  if (mine === null)
    throw new FlotillaError('FLT_ADAPTER_FAILED', 'no certificate to call a workload with', {
      retryable: true,
    })
  return connectTls({
    host,
    port,
    cert: mine.certChainPem,
    key: mine.keyPem,
    ca: mine.rootsPem,
    ALPNProtocols: MESH_ALPN,
    minVersion: 'TLSv1.2',
    // Workloads have no DNS names: `requirePeer` looks at the SPIFFE id.
    checkServerIdentity: () => undefined,
  })
}

function meshHttp(
  find: (host: string, port: number) => MeshEndpoint | null,
  parts: MeshClientParts,
): HttpClient {
  const endpointOf = (text: string): { url: URL; endpoint: MeshEndpoint } | null => {
    const url = URL.parse(text)
    if (url === null || url.protocol !== 'http:') return null
    const port = url.port === '' ? HTTP_PORT : Number(url.port)
    const endpoint = find(url.hostname.replace(/^\[|\]$/g, ''), port)
    return endpoint === null ? null : { url, endpoint }
  }
  return {
    async get(url, limits) {
      const target = endpointOf(url)
      if (target === null) return httpClient.get(url, limits)
      const request = { method: 'GET', url, headers: {}, body: '' } as const
      const answer = await sendTo(target, request, limits, parts)
      if (answer.status === OK) return answer.body
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${url} answered ${answer.status}`)
    },
    send(request, limits) {
      const target = endpointOf(request.url)
      if (target === null) return httpClient.send(request, limits)
      return sendTo(target, request, limits, parts)
    },
  }
}

/** One request on a connection of its own. */
function sendTo(
  { url, endpoint }: { readonly url: URL; readonly endpoint: MeshEndpoint },
  { method, headers, body }: HttpRequest,
  { timeoutMs, maxBytes }: { readonly timeoutMs: number; readonly maxBytes: number },
  parts: MeshClientParts,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(
        new FlotillaError('FLT_ADAPTER_FAILED', `no answer of ${url.host}: ${messageOf(error)}`, {
          cause: error,
          retryable: true,
        }),
      )
    }
    const bytes = Buffer.from(body as string) // either overload
    const request = httpRequest({
      method,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, 'content-length': bytes.length },
      signal: AbortSignal.timeout(timeoutMs),
      createConnection: () => {
        const socket = dial(endpoint, parts)
        if (endpoint.spiffeId !== null) guard(socket as TLSSocket, endpoint.spiffeId) // dialled so
        return socket
      },
    })
    request.once('error', fail)
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > maxBytes) request.destroy(new Error(`more than ${maxBytes} bytes`))
        else chunks.push(chunk)
      })
      response.once('error', fail)
      response.once('end', () => {
        const pairs = Object.entries(response.headers).map(
          ([name, value]) => [name, String(value)] as const,
        )
        resolve({
          status: response.statusCode ?? 0,
          headers: new Map(pairs),
          body: Buffer.concat(chunks),
        })
      })
    })
    request.end(bytes)
  })
}

function guard(socket: TLSSocket, spiffeId: string): void {
  socket.once('secureConnect', () => {
    try {
      requirePeer(socket, spiffeId)
    } catch (error) {
      socket.destroy(error as Error) // thrown by requirePeer
    }
  })
}

/** The namespace of a handler by its name: `name.namespace`, or `name.kind.namespace`. */
export function namespaceOf(handler: string): string {
  return handler.slice(handler.lastIndexOf('.') + 1)
}

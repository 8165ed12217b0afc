/** What pilot asks of galley's configuration API: leases of registered workloads, and virtual addresses. */
import { request } from 'node:http'
import { FlotillaError } from '@flotilla/errors'
import { isObject } from '@flotilla/proto'
import type { LeaseApi, WorkloadObject } from './lease-keeper.ts'
import { MeshHttpAgent, type MeshHttpOptions } from './mesh-http-agent.ts'

export interface AddressApi {
  /** Addresses of the hosts; galley allots those that have none. */
  allot(hosts: readonly string[]): Promise<ReadonlyMap<string, string>>
}

const MAX_REPLY_BYTES = 4 * 1024 * 1024
const TIMEOUT_MS = 10_000

export class GalleyApi implements LeaseApi, AddressApi {
  private readonly agent: MeshHttpAgent
  private readonly options: MeshHttpOptions

  constructor(options: MeshHttpOptions) {
    this.options = options
    this.agent = new MeshHttpAgent(options)
  }

  async putLease(entry: WorkloadObject, ttlSec: number): Promise<void> {
    const { apiVersion, kind, metadata, spec } = entry
    const { name, namespace, labels, annotations } = metadata
    await this.call('PUT', leasePath(namespace, name), {
      entry: { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec },
      ttlSec,
    })
  }

  async deleteLease(namespace: string, name: string): Promise<void> {
    await this.call('DELETE', leasePath(namespace, name), null)
  }

  async allot(hosts: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const reply = await this.call('POST', '/v1/addresses', { hosts })
    const { addresses } = isObject(reply) ? reply : { addresses: undefined }
    const allotted = new Map<string, string>()
    if (!isObject(addresses)) return allotted
    for (const [host, address] of Object.entries(addresses))
      if (typeof address === 'string') allotted.set(host, address)
    return allotted
  }

  close(): void {
    this.agent.destroy()
  }

  private call(method: string, path: string, body: unknown): Promise<unknown> {
    const text = body === null ? '' : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const fail = (cause: unknown): void =>
        reject(
          new FlotillaError('FLT_RPC_FAILED', `galley did not answer ${method} ${path}`, {
            cause,
            retryable: true,
          }),
        )
      const { host, port } = this.options
      const call = request({
        agent: this.agent,
        host,
        port,
        method,
        path,
        timeout: TIMEOUT_MS,
        headers:
          text === ''
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      })
      call.on('error', fail)
      call.on('timeout', () => call.destroy(new Error('timeout')))
      call.on('response', (response) => {
        const chunks: Buffer[] = []
        let bytes = 0
        response.on('error', fail)
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > MAX_REPLY_BYTES) call.destroy(new Error('the reply is too long'))
          else chunks.push(chunk)
        })
        response.on('end', () => {
          const status = response.statusCode ?? 0
          const reply = Buffer.concat(chunks).toString('utf8')
          // A lease that is already gone is what was asked for.
          if (status < 300 || (method === 'DELETE' && status === 404)) resolve(parse(reply))
          else fail(new Error(`status ${status}: ${reply.slice(0, 200)}`))
        })
      })
      call.end(text)
    })
  }
}

function leasePath(namespace: string, name: string): string {
  return `/v1/leases/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** A galley for tests: configuration over MCP, leases and addresses over HTTP with mutual TLS. */
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type IdentitySource, type RunningServer, startServer } from '@flotilla/grpc'
import { McpSourceServer, toResource } from '@flotilla/mcp'
import { KINDS, kindOf, parseDocuments } from '@flotilla/model'
import type { McpResource } from '@flotilla/proto'
import { spiffeId } from '@flotilla/translate'

export const GALLEY_ID: string = idOf('istio-system', 'istio-galley-service-account')
export const PILOT_ID: string = idOf('istio-system', 'istio-pilot-service-account')

/** What fakes need of a certificate authority. */
export interface Authority {
  readonly rootPem: string
  identity(id: string): IdentitySource
  issue(id: string): { readonly keyPem: string; readonly certChainPem: string }
}

export function idOf(namespace: string, account: string): string {
  return spiffeId('cluster.local', namespace, account)
}

export class FakeGalley {
  /** Calls of the HTTP API, like `PUT /v1/leases/default/a`. */
  readonly calls: string[] = []
  mcpAddress = ''
  apiPort = 0
  private readonly source = new McpSourceServer({ allowedSinks: new Set([PILOT_ID]) })
  private readonly ca: Authority
  private mcp: RunningServer | null = null
  private api: Server | null = null
  private version = 0
  private allotted = 0

  constructor(ca: Authority) {
    this.ca = ca
  }

  async start(): Promise<void> {
    this.mcp = await startServer({
      address: '127.0.0.1:0',
      services: [this.source.binding],
      tls: { identity: this.ca.identity(GALLEY_ID), clientCertificate: 'require' },
    })
    this.mcpAddress = this.mcp.address
    await this.startApi(0)
  }

  async startApi(port: number): Promise<void> {
    const leaf = this.ca.issue(GALLEY_ID)
    const api = createServer({
      key: leaf.keyPem,
      cert: leaf.certChainPem,
      ca: this.ca.rootPem,
      requestCert: true,
    })
    api.on('request', (request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
      })
      request.on('end', () => {
        this.calls.push(`${request.method} ${request.url}`)
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(this.reply(request.url ?? '', text)))
      })
    })
    await new Promise<void>((resolve) => api.listen(port, '127.0.0.1', resolve))
    this.api = api
    this.apiPort = (api.address() as AddressInfo).port // listens on TCP
  }

  async stopApi(): Promise<void> {
    const { api } = this
    this.api = null
    api?.closeAllConnections()
    await new Promise<void>((resolve) => (api === null ? resolve() : api.close(() => resolve())))
  }

  /** Publishes these documents as the next version. */
  publish(yaml: string): number {
    const { objects, violations } = parseDocuments('test.yaml', yaml)
    const [violation] = violations
    if (violation !== undefined) throw new Error(violation.message)
    this.version++
    const collections = new Map(
      KINDS.map((kind) => [kind.collection, new Map<string, McpResource>()]),
    )
    collections.set('flotilla/v1/addresses', new Map())
    for (const object of objects) {
      const { namespace, name } = object.metadata
      const version = JSON.stringify(object.spec)
      const resource = toResource({ ...object, metadata: { ...object.metadata, version } })
      collections.get(kindOf(object.kind)?.collection ?? '')?.set(`${namespace}/${name}`, resource)
    }
    this.source.publish({ version: `${this.version}.1`, collections })
    return this.version
  }

  async close(): Promise<void> {
    await this.mcp?.close(0)
    await this.stopApi()
  }

  private reply(url: string, text: string): unknown {
    if (url !== '/v1/addresses') return {}
    const { hosts } = JSON.parse(text) as { hosts: string[] }
    const addresses = hosts.map((host) => [host, `240.240.0.${++this.allotted}`])
    return { addresses: Object.fromEntries(addresses) }
  }
}

/** A proxy for tests: keeps what xDS sends it, and waits for what a test expects. */
import { AdsClient, type TypeUpdate } from '@flotilla/ads'
import { type Channel, openChannel } from '@flotilla/grpc'
import { type JsonObject, Node, typeOfUrl } from '@flotilla/proto'
import { systemClock } from '@flotilla/time'
import { CLUSTER_TYPE, ENDPOINT_TYPE, LISTENER_TYPE, ROUTE_TYPE } from '@flotilla/translate'
import { type Authority, idOf, PILOT_ID } from './fake-galley.ts'

export interface TestProxyOptions {
  readonly ca: Authority
  /** `host:port` of pilot. */
  readonly target: string
  readonly name: string
  readonly address: string
  readonly service: string
  readonly labels?: Readonly<Record<string, string>>
  readonly serviceAccount?: string
  /** Account of its certificate where that differs from what it says. */
  readonly certificateAccount?: string
}

type Types = Map<string, Map<string, JsonObject>>

export class TestProxy {
  /** Resources by type and name, in proto-JSON. */
  readonly types: Types = new Map()
  /** Refuses every update of this type from now on. */
  refuses: string | null = null
  /** Updates so far, by type. */
  readonly updates: Map<string, number> = new Map()
  private readonly channel: Channel
  private readonly client: AdsClient
  private readonly waiting = new Set<() => void>()

  constructor(options: TestProxyOptions) {
    const account = options.serviceAccount ?? `bookinfo-${options.service}`
    this.channel = openChannel({
      target: options.target,
      identity: options.ca.identity(idOf('default', options.certificateAccount ?? account)),
      expectedServerIds: [PILOT_ID],
    })
    this.client = new AdsClient({
      channel: this.channel,
      node: nodeOf(options, account),
      clock: systemClock,
      onUpdate: (typeUrl, update) => this.take(typeUrl, update),
    })
  }

  start(): void {
    this.client.subscribe(CLUSTER_TYPE, '*')
    this.client.subscribe(LISTENER_TYPE, '*')
    this.client.start()
  }

  wantEndpoints(...names: string[]): void {
    this.client.subscribe(ENDPOINT_TYPE, names)
  }

  wantRoutes(...names: string[]): void {
    this.client.subscribe(ROUTE_TYPE, names)
  }

  has(typeUrl: string, name: string): boolean {
    return this.types.get(typeUrl)?.has(name) === true
  }

  text(typeUrl: string, name: string): string {
    return JSON.stringify(this.types.get(typeUrl)?.get(name) ?? null)
  }

  /** Resolves once the condition holds; it is looked at after every update. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const late = AbortSignal.timeout(5_000)
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          this.waiting.delete(wake)
          late.removeEventListener('abort', fail)
          resolve()
        }
        const fail = (): void => reject(new Error(`never seen: ${what}`))
        late.addEventListener('abort', fail)
        this.waiting.add(wake)
      })
    }
  }

  async close(): Promise<void> {
    await this.client.close()
    this.channel.close()
  }

  private take(
    typeUrl: string,
    update: TypeUpdate,
  ): { kind: 'ack' } | { kind: 'nack'; message: string } {
    this.updates.set(typeUrl, (this.updates.get(typeUrl) ?? 0) + 1)
    queueMicrotask(() => {
      for (const wake of [...this.waiting]) wake()
    })
    if (this.refuses === typeUrl) return { kind: 'nack', message: 'not this one' }
    const held = this.types.get(typeUrl) ?? new Map<string, JsonObject>()
    this.types.set(typeUrl, held)
    for (const { name, resource } of update.updated) {
      const type = typeOfUrl(resource.typeUrl)
      held.set(name, (type?.toJson(type.decode(resource.value)) ?? {}) as JsonObject) // a message
    }
    for (const name of update.removed) held.delete(name)
    return { kind: 'ack' }
  }
}

function nodeOf(options: TestProxyOptions, account: string): Node {
  const { name, address, service } = options
  return Node.create({
    id: `sidecar~${address}~${name}.default~default.svc.cluster.local`,
    metadata: {
      NAME: name,
      NAMESPACE: 'default',
      SERVICE_ACCOUNT: account,
      LABELS: options.labels ?? { app: service },
      INSTANCE_IPS: address,
      AUTO_REGISTER_GROUP: name,
      ISTIO_VERSION: '1.4.9',
      FLOTILLA: {
        version: '1',
        services: [
          {
            name: service,
            ports: [{ name: 'http', number: 9080, protocol: 'HTTP', targetPort: 9080 }],
          },
        ],
      },
    },
  })
}

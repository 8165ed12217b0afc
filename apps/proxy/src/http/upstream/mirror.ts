/** A mirrored copy of a request: sent once, its response dropped, its failures counted and forgotten. */
import { isInFraction } from '@flotilla/match'
import { WheelTimer } from '@flotilla/time'
import { portOffset } from '@flotilla/uri'
import type { Cluster } from '../../upstream/types.ts'
import type { ManagerRuntime } from '../downstream/manager-runtime.ts'
import type { HttpProtocol, HttpStream } from '../filter.ts'
import { type HeaderList, headerValue, joinedHeaderValue, setHeader } from '../headers.ts'
import { applyMutations } from '../route/header-mutation.ts'
import type { MirrorPolicy } from '../route/route.ts'
import type { ResetReason, UpstreamExchange, UpstreamHandler, UpstreamHead } from '../session.ts'
import { poolOf, poolProtocol } from './host-pools.ts'

/** Mirrored requests of one connection manager in flight; more are not made. */
export const MAX_MIRRORS = 256
/** A mirror that has not answered by then is given up. */
const MIRROR_TIMEOUT_MS = 15_000

/** The host with `-shadow` after its name (spec §1.3). */
function shadowHost(host: string): string {
  const at = portOffset(host)
  return at === -1 ? `${host}-shadow` : `${host.slice(0, at)}-shadow${host.slice(at)}`
}

/** Envoy: the copy comes from the proxy itself, which is internal. */
function mirroredHeaders(copy: HeaderList, localAddress: string): HeaderList {
  setHeader(copy, 'x-envoy-internal', 'true')
  const earlier = joinedHeaderValue(copy, 'x-forwarded-for')
  const all = earlier === null ? localAddress : `${earlier},${localAddress}`
  setHeader(copy, 'x-forwarded-for', all)
  return copy
}

class Mirror implements UpstreamHandler {
  private readonly runtime: ManagerRuntime
  private readonly protocol: HttpProtocol
  private readonly head: UpstreamHead
  private readonly body: readonly Buffer[]
  private readonly timer: WheelTimer
  private exchange: UpstreamExchange | null = null
  private isDone = false
  private cluster: Cluster | null = null

  /** @param protocol of the request that is mirrored. */
  constructor(
    runtime: ManagerRuntime,
    protocol: HttpProtocol,
    head: UpstreamHead,
    body: readonly Buffer[],
  ) {
    this.runtime = runtime
    this.protocol = protocol
    this.head = head
    this.body = body
    this.timer = new WheelTimer(() => this.giveUp())
  }

  send(cluster: Cluster): void {
    this.cluster = cluster
    const { runtime } = this
    const host = cluster.pick({ hash: null, downstream: null, tried: null, hostAttempts: 1 })
    if (host === null || runtime.mirrors >= MAX_MIRRORS) return
    runtime.mirrors++
    runtime.wheel.arm(this.timer, MIRROR_TIMEOUT_MS)
    const protocol = poolProtocol(cluster, this.protocol)
    const { wheel, env } = runtime
    const pool = poolOf(cluster, host, protocol, this.head.host, wheel, env.clock)
    pool.request(this, cluster.breakers.default, {
      protocol: 'http/1.1',
      downstream: null,
      authority: this.head.host,
    })
  }

  onPoolReady(exchange: UpstreamExchange): void {
    if (this.isDone) {
      exchange.abandon()
      return
    }
    this.exchange = exchange
    const hasBody = this.body.length > 0
    exchange.sendHead(this.head, !hasBody)
    for (const chunk of this.body) exchange.sendBody(chunk)
    if (hasBody) exchange.sendEnd(null)
    else exchange.flush()
  }

  onPoolFailure(_reason: ResetReason, _transportText: string): void {
    this.done()
  }

  onUpstreamInformational(_status: number, _headers: HeaderList): void {
    // Nobody waits for it.
  }

  onUpstreamHead(status: number, _headers: HeaderList, _isEnd: boolean, _bytes: number): void {
    // Read on: the connection is worth keeping.
    const stats = this.cluster?.stats
    stats?.upstreamRq.count(status)
    stats?.internal.upstreamRq.count(status)
  }

  onUpstreamBody(_chunk: Buffer): void {
    // Dropped.
  }

  onUpstreamEnd(_trailers: HeaderList | null): void {
    this.done()
  }

  onUpstreamReset(_reason: ResetReason): void {
    this.done()
  }

  onUpstreamWritable(): void {
    // The whole body is queued at once, within the buffer limit of the route.
  }

  onUpstreamWire(): void {
    // Counted for the request that it copies.
  }

  onUpstreamBatch(): void {
    // Nothing is relayed.
  }

  private giveUp(): void {
    const { exchange } = this
    this.done()
    exchange?.abandon()
  }

  private done(): void {
    if (this.isDone) return
    this.isDone = true
    this.exchange = null
    this.runtime.wheel.cancel(this.timer)
    this.runtime.mirrors--
  }
}

/** Sends the copies that the route's policies ask for; what cannot be sent is dropped. */
export function mirrorRequest(
  runtime: ManagerRuntime,
  protocol: HttpProtocol,
  policies: readonly MirrorPolicy[],
  head: UpstreamHead,
  body: readonly Buffer[],
  stream: HttpStream,
): void {
  for (const policy of policies) {
    if (policy.fraction !== null && !isInFraction(policy.fraction, runtime.draw())) continue
    const name =
      policy.clusterHeader === ''
        ? policy.cluster
        : (headerValue(head.headers, policy.clusterHeader) ?? '')
    const cluster = name === '' ? null : runtime.env.clusters.get(name)
    if (cluster === null) continue
    const copied = [...head.headers]
    applyMutations(policy.mutations, copied, stream)
    const headers = mirroredHeaders(copied, runtime.config.localAddress)
    const plain = policy.hostLiteral === '' ? head.host : policy.hostLiteral
    const isSuffixed = policy.appendsSuffix && policy.hostLiteral === ''
    const copy: UpstreamHead = {
      isFromHttp1: head.isFromHttp1 === true,
      scheme: head.scheme,
      method: head.method,
      target: head.target,
      host: isSuffixed ? shadowHost(plain) : plain,
      headers,
      upgrade: '',
      nameCase: head.nameCase,
    }
    new Mirror(runtime, protocol, copy, [...body]).send(cluster)
  }
}

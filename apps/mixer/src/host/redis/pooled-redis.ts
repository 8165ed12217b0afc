/** Redis by ioredis, alone or as a cluster: connections made when they are needed, one script per call. */
import type { RedisClient, RedisResult, RedisScript } from '@flotilla/adapter-sdk'
import type { Dial } from '../dial.ts'
import { Lane, type Send } from './lane.ts'

type Library = typeof import('./library.ts')

const CLOSED: RedisResult = Object.freeze({ kind: 'away', reason: 'the handler is closed' })

export interface PooledRedisOptions {
  readonly host: string
  readonly port: number
  /** Connections to a Redis that is alone; a cluster has one to each node. */
  readonly poolSize: number
  /** Default 1,000. */
  readonly replyTimeoutMs?: number
}

export class PooledRedis implements RedisClient {
  private readonly options: PooledRedisOptions
  private readonly dial: Dial
  private library: Promise<Library> | null = null
  private lanes: Lane[] = []
  /** Known to be one since a node told that the keys are elsewhere. */
  private cluster: Lane | null = null
  private isClosed = false

  constructor(options: PooledRedisOptions, dial: Dial) {
    this.options = options
    this.dial = dial
  }

  ping(): Promise<RedisResult> {
    return this.run((client) => client.ping())
  }

  async script(
    { sha1, text }: RedisScript,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<RedisResult> {
    const rest = [...keys, ...args]
    const result = await this.run((client) => client.evalsha(sha1, keys.length, ...rest))
    // A node that was started again, or has not run it yet.
    if (result.kind !== 'refused' || !result.reason.startsWith('NOSCRIPT')) return result
    return this.run((client) => client.eval(text, keys.length, ...rest))
  }

  close(): void {
    this.isClosed = true
    for (const lane of this.lanes) lane.end('the handler is closed')
    this.cluster?.end('the handler is closed')
    this.lanes = []
    this.cluster = null
  }

  private async run(send: Send): Promise<RedisResult> {
    this.library ??= import('./library.ts')
    const library = await this.library
    if (this.isClosed) return CLOSED
    if (this.cluster?.isOver === true) this.cluster = null
    if (this.cluster !== null) return this.cluster.run(send)
    const result = await this.lane(library).run(send)
    if (result.kind !== 'refused' || !result.reason.startsWith('MOVED')) return result
    if (this.isClosed) return CLOSED
    const { host, port, replyTimeoutMs } = this.options
    this.cluster ??= new Lane(
      library.openCluster(host, port, this.dial, replyTimeoutMs),
      replyTimeoutMs,
    )
    return this.cluster.run(send)
  }

  /** The lane with the fewest commands; a further one while all are busy and the pool is not full. */
  private lane({ openRedis }: Library): Lane {
    const { host, port, poolSize, replyTimeoutMs } = this.options
    this.lanes = this.lanes.filter((one) => !one.isOver)
    let best: Lane | null = null
    for (const one of this.lanes) if (best === null || one.load < best.load) best = one
    if (best !== null && (best.load === 0 || this.lanes.length >= poolSize)) return best
    const made = new Lane(openRedis(host, port, this.dial), replyTimeoutMs)
    this.lanes.push(made)
    return made
  }
}

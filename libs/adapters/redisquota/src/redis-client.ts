/** Redis, alone or as a cluster: a pool of connections per node, and redirections followed and remembered. */
import type { AdapterEnv } from '@flotilla/adapter-sdk'
import { slotOf } from './hash-slot.ts'
import { type CommandResult, type Endpoint, RedisConnection } from './redis-connection.ts'
import { RedisError } from './resp.ts'

/** Redirections of one command, and nodes that are known. docs/limits.md */
const MAX_REDIRECTIONS = 3
const MAX_NODES = 64
const REDIRECTION = /^(MOVED|ASK) (\d{1,5}) (\S*):(\d{1,5})$/

export class RedisClient {
  private readonly env: AdapterEnv
  private readonly seed: Endpoint
  private readonly poolSize: number
  private readonly nodes = new Map<string, RedisConnection[]>()
  /** Which node has a slot, as far as was told; the seed has the others. */
  private readonly owners = new Map<number, Endpoint>()

  constructor(env: AdapterEnv, seed: Endpoint, poolSize: number) {
    this.env = env
    this.seed = seed
    this.poolSize = poolSize
  }

  ping(): Promise<CommandResult> {
    return this.connectionTo(this.seed).send(['PING'])
  }

  /** Runs a script on the node that has its keys: by its digest, with its text where Redis does not know it. */
  async script(
    script: { readonly sha1: string; readonly text: string },
    keys: readonly string[],
    args: readonly string[],
  ): Promise<CommandResult> {
    const slot = slotOf(keys[0] ?? '')
    const rest = [String(keys.length), ...keys, ...args]
    let node = this.owners.get(slot) ?? this.seed
    let isAsking = false
    let isLoading = false
    for (let i = 0; ; i++) {
      const connection = this.connectionTo(node)
      if (isAsking) void connection.send(['ASKING'])
      const result = await connection.send(
        isLoading ? ['EVAL', script.text, ...rest] : ['EVALSHA', script.sha1, ...rest],
      )
      if (result.kind === 'away') this.owners.delete(slot)
      if (result.kind !== 'reply' || !(result.reply instanceof RedisError)) return result
      const { text } = result.reply
      const redirection = REDIRECTION.exec(text)
      if (i >= MAX_REDIRECTIONS) return result
      if (redirection !== null) {
        // An empty host means the one that was asked.
        node = { host: redirection[3] || node.host, port: Number(redirection[4]) }
        isAsking = redirection[1] === 'ASK'
        if (!isAsking) this.owners.set(slot, node)
      } else if (text.startsWith('NOSCRIPT') && !isLoading) isLoading = true
      else return result
    }
  }

  close(): void {
    for (const pool of this.nodes.values()) for (const connection of pool) connection.close()
    this.nodes.clear()
  }

  /** The connection with the fewest commands; a further one while all are busy and the pool is not full. */
  private connectionTo(node: Endpoint): RedisConnection {
    const pool = this.poolOf(node)
    let best: RedisConnection | null = null
    for (const one of pool) if (best === null || one.load < best.load) best = one
    if (best !== null && (best.load === 0 || pool.length >= this.poolSize)) return best
    const made = new RedisConnection(this.env, node)
    pool.push(made)
    return made
  }

  private poolOf(node: Endpoint): RedisConnection[] {
    const name = `${node.host}:${node.port}`
    const known = this.nodes.get(name)
    if (known !== undefined) return known
    if (this.nodes.size >= MAX_NODES) {
      for (const pool of this.nodes.values()) for (const connection of pool) connection.close()
      this.nodes.clear()
      this.owners.clear()
    }
    const pool: RedisConnection[] = []
    this.nodes.set(name, pool)
    return pool
  }
}

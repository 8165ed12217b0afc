/** A Redis that answers each command as the test says. */
import { messageOf } from '@flotilla/errors'
import type { RedisClient, RedisConnector, RedisResult } from '../redis.ts'
import type { FakeNetwork } from './fake-network.ts'

/** What mixer's client waits for a reply, ms. */
const REPLY_TIMEOUT_MS = 1_000

export class FakeRedis implements RedisConnector {
  /** Every command that arrived: `['PING']`, or `['SCRIPT', sha1, ...keys, ...args]`. */
  readonly commands: string[][] = []
  /** How many connections each client may have, and to where. */
  readonly opened: { readonly address: string; readonly poolSize: number }[] = []
  /** The answer to a command; null: none comes. Default: nobody listens. */
  answer: (words: readonly string[]) => RedisResult | null = () => ({
    kind: 'away',
    reason: 'refused',
  })
  private readonly network: FakeNetwork

  constructor(network: FakeNetwork) {
    this.network = network
  }

  open({
    host,
    port,
    poolSize,
  }: {
    readonly host: string
    readonly port: number
    readonly poolSize: number
  }): RedisClient {
    this.opened.push({ address: `${host}:${port}`, poolSize })
    this.network.open++
    let isOpen = true
    return {
      ping: () => this.run(['PING']),
      script: ({ sha1 }, keys, args) => this.run(['SCRIPT', sha1, ...keys, ...args]),
      close: () => {
        if (isOpen) this.network.open--
        isOpen = false
      },
    }
  }

  private async run(words: string[]): Promise<RedisResult> {
    try {
      if (this.network.isSilent) return await this.network.noAnswer(REPLY_TIMEOUT_MS)
      this.commands.push(words)
      return this.answer(words) ?? (await this.network.noAnswer(REPLY_TIMEOUT_MS))
    } catch (error) {
      return { kind: 'away', reason: messageOf(error) }
    }
  }
}

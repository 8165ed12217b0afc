/** What an adapter asks of Redis: scripts on keys of one slot, each answered or known to be unanswered within a bounded time. */

export type RedisReply = string | number | null | readonly RedisReply[]

export type RedisResult =
  | { readonly kind: 'reply'; readonly reply: RedisReply }
  /** Redis answered with an error (LOADING, READONLY, CLUSTERDOWN …); its text holds nothing that was sent. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The command may or may not have been carried out. */
  | { readonly kind: 'away'; readonly reason: string }
  /** What came back is not Redis's protocol. */
  | { readonly kind: 'garbage'; readonly reason: string }

export interface RedisScript {
  readonly text: string
  /** SHA-1 of the text, in hex: by it Redis knows a script that it has run before. */
  readonly sha1: string
}

/** Connects with the first command and again with the next one after a failure; never rejects. */
export interface RedisClient {
  ping(): Promise<RedisResult>
  /** Runs a script on the node that has its keys, which lie in one slot. */
  script(
    script: RedisScript,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<RedisResult>
  /** Ends every connection; what waits is answered `away`. */
  close(): void
}

export interface RedisConnector {
  /** @param poolSize connections to the server at most. */
  open(address: {
    readonly host: string
    readonly port: number
    readonly poolSize: number
  }): RedisClient
}

const NOBODY: RedisResult = Object.freeze({ kind: 'away', reason: 'there is no Redis here' })

/** For tools that run offline and adapters in threads: every command is answered `away`. */
export const NO_REDIS: RedisConnector = Object.freeze({
  open: () => ({
    ping: () => Promise.resolve(NOBODY),
    script: () => Promise.resolve(NOBODY),
    close: () => undefined,
  }),
})

/** What an adapter asks of NATS: messages stored in a stream of JetStream, each acknowledged. */

export interface Publication {
  /** JetStream takes a message with an id that it knows as a repetition. */
  readonly id: string
  readonly subject: string
  readonly payload: string
}

export type PublishResult =
  | { readonly kind: 'stored' }
  /** Will never be stored. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Not known to be stored: to be published again with the same id. */
  | { readonly kind: 'away'; readonly reason: string }

/** Connects with the first publication and again with the next one after a failure; never rejects. */
export interface JetStreamClient {
  /** Publishes in a row; the results in the same order. */
  publish(list: readonly Publication[]): Promise<readonly PublishResult[]>
  /** Ends the connection; what waits is answered `away`. */
  close(): void
}

export interface JetStreamConnector {
  /** @param ackTimeoutMs for the acknowledgement of a message. */
  open(address: {
    readonly host: string
    readonly port: number
    readonly ackTimeoutMs: number
  }): JetStreamClient
}

/** For tools that run offline and adapters in threads: every publication is answered `away`. */
export const NO_JETSTREAM: JetStreamConnector = Object.freeze({
  open: () => ({
    publish: (list: readonly Publication[]): Promise<readonly PublishResult[]> =>
      Promise.resolve(list.map(() => ({ kind: 'away', reason: 'there is no NATS here' }))),
    close: () => undefined,
  }),
})

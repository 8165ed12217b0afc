/** A JetStream that answers each publication as the test says. */
import { messageOf } from '@flotilla/errors'
import type {
  JetStreamClient,
  JetStreamConnector,
  Publication,
  PublishResult,
} from '../jetstream.ts'
import type { FakeNetwork } from './fake-network.ts'

export class FakeJetStream implements JetStreamConnector {
  /** Every publication that arrived. */
  readonly received: Publication[] = []
  /** The answer to a publication; null: none comes. Default: it is stored. */
  answer: (one: Publication) => PublishResult | null = () => ({ kind: 'stored' })
  private readonly network: FakeNetwork

  constructor(network: FakeNetwork) {
    this.network = network
  }

  open({ ackTimeoutMs }: { readonly ackTimeoutMs: number }): JetStreamClient {
    this.network.open++
    let isOpen = true
    return {
      publish: (list) => Promise.all(list.map((one) => this.take(one, ackTimeoutMs))),
      close: () => {
        if (isOpen) this.network.open--
        isOpen = false
      },
    }
  }

  private async take(one: Publication, timeoutMs: number): Promise<PublishResult> {
    try {
      if (this.network.isSilent) return await this.network.noAnswer(timeoutMs)
      this.received.push(one)
      return this.answer(one) ?? (await this.network.noAnswer(timeoutMs))
    } catch (error) {
      return { kind: 'away', reason: messageOf(error) }
    }
  }
}

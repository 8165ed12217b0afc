/** Counts what handlers pass on to their backends, what is lost on the way, and what waits. */
import type { DeliveryCounts } from '@flotilla/adapter-sdk'
import { Counter, Gauge, type Registry } from '@flotilla/metrics'

export class DeliveryMetrics {
  private readonly items: Counter<'handler' | 'outcome'>
  private readonly retries: Counter<'handler'>
  private readonly undecided: Counter<'handler'>
  private readonly queues: Gauge<'handler' | 'queue'>

  constructor(registry: Registry) {
    this.items = new Counter({
      name: 'flotilla_mixer_adapter_items_total',
      help: 'Items that handlers passed on to their backends (sent), or dropped or had refused (lost).',
      labelNames: ['handler', 'outcome'],
      registers: [registry],
    })
    this.retries = new Counter({
      name: 'flotilla_mixer_adapter_retries_total',
      help: 'Sends to backends that failed and are tried again.',
      labelNames: ['handler'],
      registers: [registry],
    })
    this.undecided = new Counter({
      name: 'flotilla_mixer_adapter_undecided_total',
      help: 'Checks and quotas that backends could not decide, answered as the handler is told to.',
      labelNames: ['handler'],
      registers: [registry],
    })
    this.queues = new Gauge({
      name: 'flotilla_mixer_adapter_waiting_items',
      help: 'Items that wait to be sent, by the queues of a handler.',
      labelNames: ['handler', 'queue'],
      registers: [registry],
    })
  }

  /** The counts of one handler, by the name that people see. */
  of(handler: string): DeliveryCounts {
    return {
      sent: (items) => this.items.inc({ handler, outcome: 'sent' }, items),
      lost: (items) => this.items.inc({ handler, outcome: 'lost' }, items),
      retried: () => this.retries.inc({ handler }),
      undecided: () => this.undecided.inc({ handler }),
      waiting: (queue, items) => this.queues.set({ handler, queue }, items),
    }
  }
}

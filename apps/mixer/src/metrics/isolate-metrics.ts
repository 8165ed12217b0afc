/** Threads of isolated adapters, counted. Names are those of installed packages: a closed set. */
import { Counter, Gauge, type Registry } from '@flotilla/metrics'
import type { EndReason, IsolateMetrics } from '../isolate/isolated-backend.ts'

export function isolateMetrics(registry: Registry): IsolateMetrics {
  const registers = [registry]
  const threads = new Gauge({
    name: 'flotilla_mixer_adapter_threads',
    help: 'Threads of adapters that run isolated.',
    labelNames: ['adapter'],
    registers,
  })
  const ended = new Counter({
    name: 'flotilla_mixer_adapter_threads_ended_total',
    help: 'Threads of adapters that ended, and why: closed, stuck, exited, unusable.',
    labelNames: ['adapter', 'why'],
    registers,
  })
  const resent = new Counter({
    name: 'flotilla_mixer_adapter_calls_resent_total',
    help: 'Calls that were sent again because their thread ended.',
    labelNames: ['adapter'],
    registers,
  })
  return {
    started: (adapter: string) => threads.inc({ adapter }),
    ended: (adapter: string, why: EndReason) => {
      threads.dec({ adapter })
      ended.inc({ adapter, why })
    },
    resent: (adapter: string, calls: number) => resent.inc({ adapter }, calls),
  }
}

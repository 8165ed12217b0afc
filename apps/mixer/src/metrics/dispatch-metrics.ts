/** Counts what dispatch does, under the names that Istio's Mixer dashboard asks for. */
import { Variety } from '@flotilla/adapter-sdk'
import type { DispatchObserver, HandlerCall } from '@flotilla/dispatch'
import { messageOf } from '@flotilla/errors'
import type { LogScope } from '@flotilla/log'
import { Counter, type Registry } from '@flotilla/metrics'
import { CellHistogram, type HistogramCell } from './cell-histogram.ts'
import type { OncePerPeriod } from './once-per-period.ts'

const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]
const COUNTS = [0, 1, 2, 3, 4, 5, 10, 15, 20]
const VARIETY_NAMES: Readonly<Record<Variety, string>> = {
  [Variety.check]: 'TEMPLATE_VARIETY_CHECK',
  [Variety.report]: 'TEMPLATE_VARIETY_REPORT',
  [Variety.quota]: 'TEMPLATE_VARIETY_QUOTA',
  [Variety.attributeGenerator]: 'TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR',
  [Variety.checkWithOutput]: 'TEMPLATE_VARIETY_CHECK_WITH_OUTPUT',
}

interface CallCells {
  readonly labels: Readonly<Record<string, string>>
  readonly seconds: HistogramCell
  pending: number
}

export class DispatchMetrics implements DispatchObserver {
  private readonly log: LogScope
  private readonly quiet: OncePerPeriod
  private readonly durations: CellHistogram
  private readonly destinations: HistogramCell
  private readonly instances: HistogramCell
  private readonly calls = new Map<string, CallCells>()
  private readonly perVariety = new Float64Array(Object.keys(VARIETY_NAMES).length)
  private readonly matchErrors: Counter<'rule' | 'namespace' | 'attribute'>

  /** @param quiet decides which warnings are written. */
  constructor(registry: Registry, log: LogScope, quiet: OncePerPeriod) {
    this.log = log
    this.quiet = quiet
    this.durations = new CellHistogram(
      registry,
      'mixer_runtime_dispatch_duration_seconds',
      'Time of handler calls.',
      SECONDS,
    )
    const perRequest = (what: string): HistogramCell =>
      new CellHistogram(
        registry,
        `mixer_dispatcher_${what}_per_request`,
        `Handler ${what} of one request.`,
        COUNTS,
      ).labels()
    this.destinations = perRequest('destinations')
    this.instances = perRequest('instances')
    this.matchErrors = new Counter({
      name: 'flotilla_mixer_rule_match_errors_total',
      help: 'Requests for which the match of a rule had no value, by the attribute that was missing.',
      labelNames: ['namespace', 'rule', 'attribute'],
      registers: [registry],
    })
    this.registerTotals(registry)
  }

  handlerCalled({ template, handler, adapter, durationMs, error }: HandlerCall): void {
    const isError = error !== null
    const key = `${template}\n${handler}\n${adapter}\n${isError}`
    let cells = this.calls.get(key)
    if (cells === undefined) {
      const labels = { meshFunction: template, handler, adapter, error: String(isError) }
      cells = { labels, seconds: this.durations.labels(labels), pending: 0 }
      this.calls.set(key, cells)
    }
    cells.pending++
    cells.seconds.observe(durationMs / 1000)
    if (isError && this.quiet.may(`${handler} ${template}`))
      this.log.warn('handler call failed', { handler, adapter, template, reason: messageOf(error) })
  }

  matchFailed(...[rule, error]: Parameters<DispatchObserver['matchFailed']>): void {
    const { name, namespace } = rule
    // Attribute names come from the rules, so this set is closed.
    this.matchErrors.inc({ namespace, rule: name, attribute: error.attribute ?? '' })
    if (this.quiet.may(`${namespace}/${name}`))
      this.log.warn('match of a rule has no value, it counts as false', {
        rule: `${namespace}/${name}`,
        reason: error.message,
      })
  }

  dispatched(variety: Variety, destinations: number, instances: number): void {
    this.destinations.observe(destinations)
    this.instances.observe(instances)
    this.perVariety[variety] = (this.perVariety[variety] ?? 0) + destinations
  }

  quotaNotConfigured(name: string): void {
    if (this.quiet.may('quota not configured'))
      this.log.warn('requested quota is not configured, it is granted', { quota: name })
  }

  quotaDiscarded(name: string, handler: string): void {
    if (this.quiet.may(`quota ${handler}`))
      this.log.warn('a second handler granted the same quota, its grant is lost', {
        quota: name,
        handler,
      })
  }

  /** Counters are brought up to date when they are read: counting itself is an addition. */
  private registerTotals(registry: Registry): void {
    const { calls, perVariety } = this
    const dispatches: Counter = new Counter({
      name: 'mixer_runtime_dispatches_total',
      help: 'Handler calls.',
      labelNames: ['meshFunction', 'handler', 'adapter', 'error'],
      registers: [registry],
      collect: () => {
        for (const cells of calls.values()) {
          dispatches.inc(cells.labels, cells.pending)
          cells.pending = 0
        }
      },
    })
    const varieties: Counter = new Counter({
      name: 'mixer_dispatcher_destinations_per_variety_total',
      help: 'Handlers called, by variety of template.',
      labelNames: ['variety'],
      registers: [registry],
      collect: () => {
        for (const variety of Object.values(Variety)) {
          varieties.inc({ variety: VARIETY_NAMES[variety] }, perVariety[variety] ?? 0)
          perVariety[variety] = 0
        }
      },
    })
  }
}

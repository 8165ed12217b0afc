/** What is configured and what is wrong with it, under the names of Istio 1.4's documentation and of its dashboard. */
import type { LiveHandler, Problem, ProblemClass, ReloadReport } from '@flotilla/dispatch'
import { Counter, Gauge, type Registry } from '@flotilla/metrics'

/** Names of the documentation end in `_total`, those of the dashboard in `_count` with a label; values by reload. */
const GAUGES: readonly (readonly [documented: string, dashboard: string | null, help: string])[] = [
  ['attributes_total', 'attribute_count', 'Known attributes.'],
  ['handler_configs_total', 'handler_config_count', 'Handlers configured.'],
  ['instance_configs_total', 'instance_config_count', 'Instances configured.'],
  ['instance_config_errors_total', null, 'Faults of instances.'],
  ['rule_configs_total', 'rule_config_count', 'Rules configured.'],
  ['rule_config_errors_total', 'rule_config_error_count', 'Faults of rules.'],
  [
    'rule_config_match_error_total',
    'rule_config_match_error_count',
    'Matches that do not compile.',
  ],
  [
    'unsatisfied_action_handler_total',
    'unsatisfied_action_handler_count',
    'Actions without a usable handler.',
  ],
  ['handler_validation_error_total', null, 'Faults of handlers.'],
  ['adapter_info_configs_total', null, 'Adapters out of process.'],
  ['adapter_info_config_errors_total', null, 'Faults of adapters out of process.'],
  ['template_configs_total', null, 'Templates out of process.'],
  ['template_config_errors_total', null, 'Faults of templates out of process.'],
]

export class ConfigMetrics {
  private readonly gauges = new Map<string, Gauge>()
  private readonly dashboard = new Map<string, Gauge>()
  private readonly built: Counter
  private readonly reused: Counter
  private readonly buildFailures: Counter
  private readonly closed: Counter
  private readonly closeFailures: Counter
  private reloads = 0

  /** @param handlers those in force, read when metrics are. */
  constructor(registry: Registry, handlers: () => Iterable<LiveHandler>) {
    const registers = [registry]
    for (const [name, twin, help] of GAUGES) {
      this.gauges.set(name, new Gauge({ name: `mixer_config_${name}`, help, registers }))
      if (twin !== null)
        this.dashboard.set(
          name,
          new Gauge({ name: `mixer_config_${twin}`, help, labelNames: ['configID'], registers }),
        )
    }
    const counter = (name: string, help: string): Counter =>
      new Counter({ name: `mixer_handler_${name}`, help, registers })
    this.built = counter('new_handlers_total', 'Handlers built.')
    this.reused = counter('reused_handlers_total', 'Handlers kept over a reload.')
    this.closed = counter('closed_handlers_total', 'Handlers closed.')
    this.buildFailures = counter('handler_build_failures_total', 'Handlers that failed to build.')
    this.closeFailures = counter('handler_close_failures_total', 'Handlers that failed to close.')
    registerTasks(registry, handlers)
  }

  reloaded({ table, problems, built, reused }: ReloadReport): void {
    const { counts } = table.snapshot
    this.reloads++
    this.set('attributes_total', counts.attributes)
    this.set('handler_configs_total', counts.handlers)
    this.set('instance_configs_total', counts.instances)
    this.set('rule_configs_total', counts.rules)
    this.set('instance_config_errors_total', errors(problems, 'instance'))
    this.set('rule_config_errors_total', errors(problems, 'rule'))
    this.set('rule_config_match_error_total', errors(problems, 'rule-match'))
    this.set('unsatisfied_action_handler_total', errors(problems, 'unsatisfied-handler'))
    this.set('handler_validation_error_total', errors(problems, 'handler'))
    this.set('adapter_info_configs_total', counts.adapterInfos)
    this.set('adapter_info_config_errors_total', errors(problems, 'adapter-info'))
    this.set('template_configs_total', counts.templates)
    this.set('template_config_errors_total', errors(problems, 'template'))
    this.built.inc(built)
    this.reused.inc(reused)
    this.buildFailures.inc(errors(problems, 'handler-build'))
  }

  handlerClosed(error: unknown): void {
    this.closed.inc()
    if (error !== null) this.closeFailures.inc()
  }

  private set(name: string, value: number): void {
    this.gauges.get(name)?.set(value)
    const twin = this.dashboard.get(name)
    twin?.reset()
    twin?.set({ configID: String(this.reloads) }, value)
  }
}

function errors(problems: readonly Problem[], problemClass: ProblemClass): number {
  return problems.filter((one) => one.severity === 'error' && one.class === problemClass).length
}

function registerTasks(registry: Registry, handlers: () => Iterable<LiveHandler>): void {
  for (const kind of ['workers', 'daemons'] as const) {
    const gauge: Gauge = new Gauge({
      name: `mixer_handler_${kind}_total`,
      help: `Background ${kind} of a handler.`,
      labelNames: ['handler'],
      registers: [registry],
      collect: () => {
        gauge.reset()
        for (const live of handlers()) gauge.set({ handler: live.name }, live.tasks.counts()[kind])
      },
    })
  }
}

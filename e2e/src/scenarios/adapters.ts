/** Adapters against the real systems that they speak to. */
import { fluentdScenarios } from '../adapters/fluentd.ts'
import { natsScenarios } from '../adapters/nats.ts'
import { opaScenarios } from '../adapters/opa.ts'
import { prometheusScenarios } from '../adapters/prometheus.ts'
import { redisquotaScenarios } from '../adapters/redisquota.ts'
import { sampleScenarios } from '../adapters/samples.ts'
import { statsdScenarios } from '../adapters/statsd.ts'
import { zipkinScenarios } from '../adapters/zipkin.ts'
import type { OwnScenario } from '../runner.ts'
import type { Scenario } from '../scenario.ts'

export const adapters: readonly OwnScenario[] = [
  ...redisquotaScenarios,
  ...opaScenarios,
  ...statsdScenarios,
  ...fluentdScenarios,
  ...natsScenarios,
  ...prometheusScenarios,
  ...zipkinScenarios,
]

/** On a mesh. */
export const adapterSamples: readonly Scenario[] = sampleScenarios

/** The adapters that come with Flotilla, by name. */
import { bypass } from '@flotilla/adapter-bypass'
import { circonus } from '@flotilla/adapter-circonus'
import { cloudwatch } from '@flotilla/adapter-cloudwatch'
import { denier } from '@flotilla/adapter-denier'
import { dogstatsd } from '@flotilla/adapter-dogstatsd'
import { fluentd } from '@flotilla/adapter-fluentd'
import { kubernetesenv } from '@flotilla/adapter-kubernetesenv'
import { listchecker } from '@flotilla/adapter-listchecker'
import { memquota } from '@flotilla/adapter-memquota'
import { nats } from '@flotilla/adapter-nats'
import { noop } from '@flotilla/adapter-noop'
import { opa } from '@flotilla/adapter-opa'
import { otlp } from '@flotilla/adapter-otlp'
import { prometheus } from '@flotilla/adapter-prometheus'
import { rbac } from '@flotilla/adapter-rbac'
import { redisquota } from '@flotilla/adapter-redisquota'
import type { Adapter } from '@flotilla/adapter-sdk'
import { solarwinds } from '@flotilla/adapter-solarwinds'
import { stackdriver } from '@flotilla/adapter-stackdriver'
import { statsd } from '@flotilla/adapter-statsd'
import { stdio } from '@flotilla/adapter-stdio'
import { zipkin } from '@flotilla/adapter-zipkin'

export const BUILTIN_ADAPTERS: ReadonlyMap<string, Adapter> = new Map(
  [
    bypass,
    circonus,
    cloudwatch,
    denier,
    dogstatsd,
    fluentd,
    kubernetesenv,
    listchecker,
    memquota,
    nats,
    noop,
    opa,
    otlp,
    prometheus,
    rbac,
    redisquota,
    solarwinds,
    stackdriver,
    statsd,
    stdio,
    zipkin,
  ].map((adapter) => [adapter.name, adapter]),
)

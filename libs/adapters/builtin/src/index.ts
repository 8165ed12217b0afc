/** The adapters that come with Flotilla, by name. */
import { denier } from '@flotilla/adapter-denier'
import { dogstatsd } from '@flotilla/adapter-dogstatsd'
import { kubernetesenv } from '@flotilla/adapter-kubernetesenv'
import { listchecker } from '@flotilla/adapter-listchecker'
import { memquota } from '@flotilla/adapter-memquota'
import { noop } from '@flotilla/adapter-noop'
import { opa } from '@flotilla/adapter-opa'
import { prometheus } from '@flotilla/adapter-prometheus'
import { redisquota } from '@flotilla/adapter-redisquota'
import type { Adapter } from '@flotilla/adapter-sdk'
import { statsd } from '@flotilla/adapter-statsd'
import { stdio } from '@flotilla/adapter-stdio'

export const BUILTIN_ADAPTERS: ReadonlyMap<string, Adapter> = new Map(
  [
    denier,
    dogstatsd,
    kubernetesenv,
    listchecker,
    memquota,
    noop,
    opa,
    prometheus,
    redisquota,
    statsd,
    stdio,
  ].map((adapter) => [adapter.name, adapter]),
)

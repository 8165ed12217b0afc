/** The adapters that come with Flotilla, by name. */
import { denier } from '@flotilla/adapter-denier'
import { kubernetesenv } from '@flotilla/adapter-kubernetesenv'
import { listchecker } from '@flotilla/adapter-listchecker'
import { memquota } from '@flotilla/adapter-memquota'
import { prometheus } from '@flotilla/adapter-prometheus'
import { redisquota } from '@flotilla/adapter-redisquota'
import type { Adapter } from '@flotilla/adapter-sdk'
import { stdio } from '@flotilla/adapter-stdio'

export const BUILTIN_ADAPTERS: ReadonlyMap<string, Adapter> = new Map(
  [denier, kubernetesenv, listchecker, memquota, prometheus, redisquota, stdio].map((adapter) => [
    adapter.name,
    adapter,
  ]),
)

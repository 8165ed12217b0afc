/** The adapters that can decide where the request is: those that Mixer may tell proxies to run, and that proxies have. */
import { denier } from '@flotilla/adapter-denier'
import { listchecker } from '@flotilla/adapter-listchecker'
import { noop } from '@flotilla/adapter-noop'
import type { Adapter } from '@flotilla/adapter-sdk'

/** By name. A proxy loads them only when a bundle comes: keep them small. */
export const EDGE_ADAPTERS: ReadonlyMap<string, Adapter> = new Map(
  [denier, listchecker, noop].map((adapter) => [adapter.name, adapter]),
)

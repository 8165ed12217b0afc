/** The filter with which our proxy counts Istio's metrics itself. */
import type { Any } from '@flotilla/proto'
import { packStruct } from '../pack.ts'

export const STATS_FILTER = 'istio.stats'

export function statsConfig(): Any {
  return packStruct('stats.PluginConfig', {})
}

/** All bootstraps of the differential tests, by area. */
import type { Bootstrap } from '../model.ts'
import { STRANGERS } from '../strangers/index.ts'
import { ACTIONS } from './actions.ts'
import { CONNECTIONS } from './connections.ts'
import { DRAIN } from './drain.ts'
import { EDGE } from './edge.ts'
import { FEATURE_CLUSTERS } from './features-clusters.ts'
import { FEATURE_FILTERS } from './features-filters.ts'
import { FEATURE_JWT } from './features-jwt.ts'
import { FEATURE_LISTENERS } from './features-listeners.ts'
import { FEATURE_ROUTING } from './features-routing.ts'
import { FEATURE_STATE } from './features-state.ts'
import { FEATURE_UPSTREAMS } from './features-upstreams.ts'
import { FILTERS } from './filters.ts'
import { HTTP1 } from './http1.ts'
import { HTTP2 } from './http2.ts'
import { LIMITS } from './limits.ts'
import { LOG_OPERATORS } from './log-operators.ts'
import { LOGS } from './logs.ts'
import { MALFORMED } from './malformed.ts'
import { MATCHES } from './matches.ts'
import { PATHS_AND_HOSTS } from './paths.ts'
import { RETRIES } from './retries.ts'
import { STATISTICS } from './statistics.ts'
import { UPSTREAMS } from './upstreams.ts'

export const BOOTSTRAPS: readonly Bootstrap[] = [
  ...MATCHES,
  ...ACTIONS,
  ...PATHS_AND_HOSTS,
  ...EDGE,
  ...HTTP1,
  ...MALFORMED,
  ...LIMITS,
  ...RETRIES,
  ...UPSTREAMS,
  ...FILTERS,
  ...FEATURE_FILTERS,
  ...FEATURE_CLUSTERS,
  ...FEATURE_ROUTING,
  ...FEATURE_UPSTREAMS,
  ...FEATURE_STATE,
  ...FEATURE_JWT,
  ...FEATURE_LISTENERS,
  ...LOGS,
  ...LOG_OPERATORS,
  ...CONNECTIONS,
  ...HTTP2,
  ...DRAIN,
  ...STATISTICS,
  ...STRANGERS,
]

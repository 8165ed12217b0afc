/** Retry host predicates and retry priority of a RetryPolicy message: what the next attempt's host must not be. */
import {
  type Any,
  OmitCanaryHostsPredicate,
  OmitHostMetadataConfig,
  PreviousHostsPredicate,
  PreviousPrioritiesConfig,
  type RetryPolicy,
} from '@flotilla/proto'
import { filterMetadata, isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { RetrySelection } from '../../upstream/types.ts'

/** Null where any host will do. */
export function compileRetrySelection(message: RetryPolicy, at: Violations): RetrySelection | null {
  const selection = {
    avoidsPreviousHosts: false,
    avoidsCanaries: false,
    avoidedMetadata: null as RetrySelection['avoidedMetadata'], // the literal alone would be of type null
    priorityFrequency: compilePriority(message, at.at('retry_priority')),
  }
  for (const [i, { name, typedConfig: any }] of message.retryHostPredicate.entries()) {
    const place = at.at('retry_host_predicate', i)
    if (is(any, PreviousHostsPredicate)) selection.avoidsPreviousHosts = true
    else if (is(any, OmitCanaryHostsPredicate)) selection.avoidsCanaries = true
    else if (is(any, OmitHostMetadataConfig)) {
      const config = unpack(OmitHostMetadataConfig, any, place.at('typed_config'))
      selection.avoidedMetadata = filterMetadata(config?.metadataMatch ?? null)
    } else place.unsupported(`predicate ${JSON.stringify(name)}`)
  }
  const isAny = message.retryHostPredicate.length === 0 && selection.priorityFrequency === 0
  return isAny ? null : selection
}

function is(any: Any | null, type: Parameters<typeof isType>[1]): boolean {
  return any !== null && isType(any, type)
}

/** After how many attempts their priorities are avoided; 0 where they never are. */
function compilePriority(message: RetryPolicy, at: Violations): number {
  const any = message.retryPriority?.typedConfig ?? null
  if (message.retryPriority === null) return 0
  if (!is(any, PreviousPrioritiesConfig)) {
    at.unsupported(`priority ${JSON.stringify(message.retryPriority.name)}`)
    return 0
  }
  const config = unpack(PreviousPrioritiesConfig, any, at.at('typed_config'))
  const frequency = config?.updateFrequency ?? 1
  if (frequency < 1) at.at('typed_config.update_frequency').add('must be above 0')
  return Math.max(0, frequency)
}

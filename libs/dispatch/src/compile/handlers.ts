/** The handlers of a snapshot, of kind handler and of the legacy kinds: which adapter, which params. */
import type { Adapter } from '@flotilla/adapter-sdk'
import type { ConfigObject, HandlerSpec } from '@flotilla/model'
import type { ProblemList } from '../problem.ts'
import { canonicalKey, handlerName } from './names.ts'

export interface HandlerConfig {
  readonly key: string
  /** As statuses and metrics name it. */
  readonly name: string
  readonly adapter: Adapter
  readonly params: unknown
  readonly paramsPath: string
  readonly object: ConfigObject
}

/** The handler, or null with its problem reported. */
export function handlerConfigOf(
  object: ConfigObject,
  adapters: ReadonlyMap<string, Adapter>,
  problems: ProblemList,
): HandlerConfig | null {
  const isLegacy = object.kind !== 'handler'
  // Validation at the source has seen the shape; params are read strictly by the adapter.
  const spec = (object.spec ?? {}) as HandlerSpec
  // Istio 1.4: where both are given, the compiled-in adapter counts.
  const name = isLegacy ? object.kind : (spec.compiledAdapter ?? '')
  const adapter = adapters.get(name)
  if (adapter === undefined) {
    const path = isLegacy ? '' : 'spec.compiledAdapter'
    if (name !== '') problems.error(object, 'handler', path, `no adapter ${name} is compiled in`)
    else if (spec.adapter)
      problems.error(object, 'handler', 'spec.adapter', 'this mixer runs compiled-in adapters only')
    else problems.error(object, 'handler', path, 'is required')
    return null
  }
  return {
    key: canonicalKey(object),
    name: handlerName(object),
    adapter,
    params: isLegacy ? object.spec : spec.params,
    paramsPath: isLegacy ? 'spec' : 'spec.params',
    object,
  }
}

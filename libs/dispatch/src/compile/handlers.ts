/** The handlers of a snapshot, of kind handler and of the legacy kinds: which adapter, which params. */
import type { Adapter } from '@flotilla/adapter-sdk'
import type { ConfigObject, HandlerSpec } from '@flotilla/model'
import type { AdapterInfo } from '../dynamic/adapter-info.ts'
import { type HandlerAdapter, remoteAdapter, remoteTimeoutMs } from '../dynamic/remote-adapter.ts'
import type { ProblemList } from '../problem.ts'
import { CALL_TIMEOUT_MS } from '../run/deadline.ts'
import { canonicalJson } from './canonical-json.ts'
import type { CompiledInstance } from './instances.ts'
import { canonicalKey, handlerName, resolveReference } from './names.ts'

export interface HandlerConfig {
  readonly key: string
  /** As statuses and metrics name it. */
  readonly name: string
  readonly adapter: HandlerAdapter
  readonly params: unknown
  readonly paramsPath: string
  readonly object: ConfigObject
  /** Longest wait for one call. */
  readonly callTimeoutMs: number
  /** Besides adapter and params, what makes the handler the one it is: of those out of process, else empty. */
  readonly identity: string
}

export interface HandlerContext {
  readonly adapters: ReadonlyMap<string, Adapter>
  readonly infos: ReadonlyMap<string, AdapterInfo>
  readonly instances: ReadonlyMap<string, CompiledInstance>
  readonly problems: ProblemList
}

/** The handler, or null with its problem reported. */
export function handlerConfigOf(
  object: ConfigObject,
  context: HandlerContext,
): HandlerConfig | null {
  const { adapters, problems } = context
  const isLegacy = object.kind !== 'handler'
  // Validation at the source has seen the shape; params are read strictly by the adapter.
  const spec = (object.spec ?? {}) as HandlerSpec
  // Istio 1.4: where both are given, the compiled-in adapter counts.
  const name = isLegacy ? object.kind : (spec.compiledAdapter ?? '')
  const adapter = adapters.get(name)
  if (adapter === undefined) {
    const path = isLegacy ? '' : 'spec.compiledAdapter'
    if (name !== '') problems.error(object, 'handler', path, `no adapter ${name} is compiled in`)
    else if (spec.adapter) return remoteConfigOf(object, spec, spec.adapter, context)
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
    callTimeoutMs: CALL_TIMEOUT_MS,
    identity: '',
  }
}

/** What a call may take beyond the connection's own deadline, which tells more of why it failed. */
const DEADLINE_MARGIN_MS = 500

function remoteConfigOf(
  object: ConfigObject,
  { params, connection }: HandlerSpec,
  reference: string,
  { infos, instances, problems }: HandlerContext,
): HandlerConfig | null {
  const { namespace } = object.metadata
  const key = resolveReference(reference, 'adapter', namespace, (one) => infos.has(one))
  const info = key === null ? undefined : infos.get(key)
  if (info === undefined) {
    const message = `no usable adapter ${JSON.stringify(reference)}`
    problems.error(object, 'handler', 'spec.adapter', message, 'FLT_CONFIG_REFERENCE')
    return null
  }
  const inferredTypes = (name: string): Uint8Array | null =>
    instances.get(name)?.inferredType ?? null
  return {
    key: canonicalKey(object),
    name: handlerName(object, true),
    adapter: remoteAdapter({ info, connection, namespace, inferredTypes }),
    params,
    paramsPath: 'spec.params',
    object,
    callTimeoutMs: remoteTimeoutMs(connection) + DEADLINE_MARGIN_MS,
    identity: canonicalJson([
      connection ?? {},
      info.identity,
      info.templates.map((template) => template.remote.identity),
    ]),
  }
}

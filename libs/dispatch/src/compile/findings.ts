/** Mixer's own rules on a change: expressions that compile and have the right type, parameters that adapters and templates take. */
import type { Adapter, HandlerWiring } from '@flotilla/adapter-sdk'
import {
  type ConfigObject,
  type HandlerSpec,
  type ObjectFinding,
  objectKey,
  refOf,
} from '@flotilla/model'
import { compileSnapshot, type HandlerPlan } from './snapshot.ts'

/**
 * What is wrong with Mixer's configuration: expressions and their types, references, parameters of adapters. Nothing
 * where no manifest tells which attributes there are. Other kinds among the objects do not matter.
 */
export function configFindings(
  objects: readonly ConfigObject[],
  adapters: ReadonlyMap<string, Adapter>,
): readonly ObjectFinding[] {
  const own = objects.filter((object) => object.apiVersion.startsWith('config.istio.io/'))
  if (!own.some((object) => object.kind === 'attributemanifest')) return []
  const { plans, problems } = compileSnapshot(own, adapters)
  const found: ObjectFinding[] = [...problems]
  const seen = new Set<string>()
  for (const { config, instances } of plans.values()) {
    seen.add(objectKey(refOf(config.object)))
    const shapes = instances.map((instance) => instance.builder.shape)
    found.push(...paramFaults(config, shapes))
  }
  for (const object of own.filter((one) => !seen.has(objectKey(refOf(one))))) {
    const config = handlerOf(object, adapters)
    if (config !== null) found.push(...paramFaults(config, []))
  }
  return found
}

type Handler = Pick<HandlerPlan['config'], 'object' | 'adapter' | 'params' | 'paramsPath'>

/** A handler that no rule uses, which is not compiled. */
function handlerOf(object: ConfigObject, adapters: ReadonlyMap<string, Adapter>): Handler | null {
  const isLegacy = object.kind !== 'handler'
  const spec = (object.spec ?? {}) as HandlerSpec // shape of its kind, or the params of a legacy one
  const adapter = adapters.get(isLegacy ? object.kind : (spec.compiledAdapter ?? ''))
  if (adapter === undefined) return null
  return isLegacy
    ? { object, adapter, params: spec, paramsPath: 'spec' }
    : { object, adapter, params: spec.params, paramsPath: 'spec.params' }
}

function paramFaults(
  { object, adapter, params, paramsPath }: Handler,
  instances: HandlerWiring['instances'],
): ObjectFinding[] {
  const wiring = { handler: object.metadata.name, instances, previous: null }
  const acceptance = adapter.accept(params, paramsPath, wiring)
  if (acceptance.kind === 'ok') return []
  return acceptance.violations.map(({ path, message }) => ({
    object: refOf(object),
    path,
    message,
    code: 'FLT_ADAPTER_CONFIG',
    severity: 'error',
  }))
}

/** Mixer's own rules on a change: expressions that compile and have the right type, parameters that adapters and templates take. */
import type { Adapter, HandlerWiring } from '@flotilla/adapter-sdk'
import { type ConfigObject, type ObjectFinding, refOf } from '@flotilla/model'
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
  const { plans, handlers, problems } = compileSnapshot(own, adapters)
  const found: ObjectFinding[] = [...problems]
  for (const { config, instances } of plans.values()) {
    const shapes = instances.map((instance) => instance.builder.shape)
    found.push(...paramFaults(config, shapes))
  }
  // Handlers that no rule uses are not built, but their params are to be right all the same.
  for (const [key, config] of handlers) if (!plans.has(key)) found.push(...paramFaults(config, []))
  return found
}

type Handler = Pick<HandlerPlan['config'], 'object' | 'adapter' | 'params' | 'paramsPath'>

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

/** Mixer's own rules on a change: expressions that compile and have the right type, parameters that adapters and templates take. */
import { denier } from '@flotilla/adapter-denier'
import { kubernetesenv } from '@flotilla/adapter-kubernetesenv'
import { listchecker } from '@flotilla/adapter-listchecker'
import { memquota } from '@flotilla/adapter-memquota'
import { prometheus } from '@flotilla/adapter-prometheus'
import type { HandlerWiring } from '@flotilla/adapter-sdk'
import { stdio } from '@flotilla/adapter-stdio'
import { compileSnapshot, type HandlerPlan } from '@flotilla/dispatch'
import {
  type ConfigObject,
  type HandlerSpec,
  type ObjectFinding,
  objectKey,
  refOf,
} from '@flotilla/model'

const ADAPTERS = new Map(
  [denier, kubernetesenv, listchecker, memquota, prometheus, stdio].map((adapter) => [
    adapter.name,
    adapter,
  ]),
)

/** What mixer will say of these objects; nothing where no manifest tells it which attributes there are. */
export function mixerFindings(objects: readonly ConfigObject[]): readonly ObjectFinding[] {
  const own = objects.filter((object) => object.apiVersion.startsWith('config.istio.io/'))
  if (!own.some((object) => object.kind === 'attributemanifest')) return []
  const { plans, problems } = compileSnapshot(own, ADAPTERS)
  const found: ObjectFinding[] = [...problems]
  const seen = new Set<string>()
  for (const { config, instances } of plans.values()) {
    seen.add(objectKey(refOf(config.object)))
    const shapes = instances.map((instance) => instance.builder.shape)
    found.push(...paramFaults(config, shapes))
  }
  for (const object of own.filter((one) => !seen.has(objectKey(refOf(one))))) {
    const config = handlerOf(object)
    if (config !== null) found.push(...paramFaults(config, []))
  }
  return found
}

type Handler = Pick<HandlerPlan['config'], 'object' | 'adapter' | 'params' | 'paramsPath'>

/** A handler that no rule uses, which is not compiled. */
function handlerOf(object: ConfigObject): Handler | null {
  const isLegacy = object.kind !== 'handler'
  const spec = (object.spec ?? {}) as HandlerSpec // shape of its kind, or the params of a legacy one
  const adapter = ADAPTERS.get(isLegacy ? object.kind : (spec.compiledAdapter ?? ''))
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

/** GET /runtime: the keys of all runtime layers, and the value that wins; POST /runtime_modify. */
import type { JsonObject } from '@flotilla/proto'
import type { Runtime } from '../runtime/runtime.ts'
import { type AdminReply, text } from './admin-server.ts'

const USAGE = `usage: /runtime_modify?key1=value1&key2=value2&keyN=valueN
       or send the parameters as form values
use an empty value to remove a previously added override`

export function runtimeJson(runtime: Runtime): JsonObject {
  const { layers } = runtime
  const keys = [...new Set(layers.flatMap(({ values }) => [...values.keys()]))].sort()
  const entries = keys.map((key) => {
    const inLayers = layers.map(({ values }) => values.get(key) ?? '')
    return [key, { layer_values: inLayers, final_value: runtime.get(key) ?? '' }] as const
  })
  return { layers: layers.map(({ name }) => name), entries: Object.fromEntries(entries) }
}

export function modifyRuntime(runtime: Runtime, query: URLSearchParams): AdminReply {
  if (query.size === 0) return text(USAGE, 400)
  return runtime.modify(query) ? text('OK\n') : text('No admin layer specified', 503)
}

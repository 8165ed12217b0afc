/** GET /runtime: the keys of the bootstrap's runtime layers, and the value that wins. */
import type { Bootstrap, JsonObject } from '@flotilla/proto'
import { runtimeLayers, runtimeValue } from '../bootstrap/runtime-layers.ts'

export function runtimeJson(bootstrap: Bootstrap): JsonObject {
  const layers = runtimeLayers(bootstrap)
  const keys = [...new Set(layers.flatMap(({ values }) => [...values.keys()]))].sort()
  const entries = keys.map((key) => {
    const final = runtimeValue(layers, key) ?? ''
    const inLayers = layers.map(({ values }) => values.get(key) ?? '')
    return [key, { final_value: final, layer_values: inLayers }] as const
  })
  return { entries: Object.fromEntries(entries), layers: layers.map(({ name }) => name) }
}

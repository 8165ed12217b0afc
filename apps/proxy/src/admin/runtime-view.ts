/** GET /runtime: the keys of the bootstrap's runtime layers, and the value that wins. */
import type { Bootstrap, JsonObject, JsonValue } from '@flotilla/proto'

export function runtimeJson(bootstrap: Bootstrap): JsonObject {
  const layers = bootstrap.layeredRuntime?.layers ?? []
  const values = layers.map((layer) => flattened(layer.staticLayer ?? {}))
  const keys = [...new Set(values.flatMap((layer) => [...layer.keys()]))].sort()
  const entries = keys.map((key) => {
    const inLayers = values.map((layer) => layer.get(key) ?? '')
    return [
      key,
      { final_value: inLayers.findLast((value) => value !== '') ?? '', layer_values: inLayers },
    ] as const
  })
  return { entries: Object.fromEntries(entries), layers: layers.map((layer) => layer.name) }
}

/** Nested keys are joined by dots; a fraction is a value. */
function flattened(values: JsonObject, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(values)) {
    const name = prefix + key
    if (isPlainObject(value) && !('numerator' in value))
      for (const [inner, text] of flattened(value, `${name}.`)) flat.set(inner, text)
    else flat.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return flat
}

function isPlainObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

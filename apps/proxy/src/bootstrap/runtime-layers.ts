/** Runtime layers of the bootstrap: keys with dots, however they are nested, and the value that wins. */
import type { Bootstrap, JsonObject, JsonValue } from '@flotilla/proto'

export interface RuntimeLayerValues {
  readonly name: string
  /** By whole key, as text. */
  readonly values: ReadonlyMap<string, string>
}

/** In the order of the bootstrap: later layers win. */
export function runtimeLayers(message: Bootstrap): readonly RuntimeLayerValues[] {
  const layers = message.layeredRuntime?.layers ?? []
  return layers.map(({ name, staticLayer }) => ({ name, values: flattened(staticLayer ?? {}) }))
}

/** The value of the last layer that has one, null where none has. */
export function runtimeValue(layers: readonly RuntimeLayerValues[], key: string): string | null {
  return layers.findLast(({ values }) => values.has(key))?.values.get(key) ?? null
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

/** Runtime layers of the bootstrap: keys with dots, however they are nested, and files of a directory. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Bootstrap, JsonObject, JsonValue, RuntimeLayerDiskLayer } from '@flotilla/proto'
import type { RuntimeLayer } from '../runtime/runtime.ts'

/** Longer files are no values. */
const MAX_VALUE_BYTES = 64 * 1024

/** In the order of the bootstrap: later layers win. Files are read now. @param cluster of the node, for disk layers of its own. */
export function runtimeLayers(message: Bootstrap): readonly RuntimeLayer[] {
  const layers = message.layeredRuntime?.layers ?? []
  const cluster = message.node?.cluster ?? ''
  return layers.map(({ name, staticLayer, diskLayer, adminLayer }) => ({
    name,
    values:
      diskLayer === null
        ? flattened(staticLayer ?? {})
        : diskValues(diskDirectory(diskLayer, cluster)),
    isAdmin: adminLayer !== null,
  }))
}

/** The value of the last layer that has one, null where none has. */
export function runtimeValue(layers: readonly RuntimeLayer[], key: string): string | null {
  return layers.findLast(({ values }) => values.has(key))?.values.get(key) ?? null
}

function diskDirectory(layer: RuntimeLayerDiskLayer, cluster: string): string {
  const base = join(layer.symlinkRoot, layer.subdirectory)
  return layer.appendServiceCluster ? join(base, cluster) : base
}

/** Each file is a value, folders are the parts of its key. What cannot be read is not there. */
export function diskValues(folder: string, prefix = ''): Map<string, string> {
  const values = new Map<string, string>()
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory() === true)
      for (const [key, text] of diskValues(path, `${prefix}${name}.`)) values.set(key, text)
    else if (stat?.isFile() === true && stat.size <= MAX_VALUE_BYTES)
      values.set(prefix + name, textOfValue(readFileSync(path, 'utf8')))
  }
  return values
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** Envoy: lines that begin with `#` are remarks, blanks at the end do not count. */
function textOfValue(text: string): string {
  if (!text.includes('#')) return text.trimEnd()
  const lines = text.split('\n').filter((line) => !line.startsWith('#'))
  return lines.join('\n').trimEnd()
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

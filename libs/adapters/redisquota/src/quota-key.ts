/** Which counter and which limit an instance means. */
import { type QuotaInstance, textEqualsValue, valueText } from '@flotilla/adapter-sdk'
import type { OverrideParams, QuotaParams } from './redis-params.ts'

export interface Counter {
  /** The name of the counter in Redis, in braces: all its keys lie in one slot of a cluster. */
  readonly tag: string
  readonly maxAmount: number
}

/** `{name;k=v;…}`, with `-HASH` of the override's dimensions where one applies. */
export function counterOf(instance: QuotaInstance, quota: QuotaParams): Counter {
  const { keys, values } = instance.dimensions
  let key = quota.name
  for (let i = 0; i < keys.length; i++) key += `;${keys[i]}=${valueText(values[i] ?? null)}`
  const override = quota.overrides.find((one) => matches(one, instance))
  return override === undefined
    ? { tag: `{${key}}`, maxAmount: quota.maxAmount }
    : { tag: `{${key}-${dimensionsHash(override.dimensions)}}`, maxAmount: override.maxAmount }
}

function matches(override: OverrideParams, { dimensions }: QuotaInstance): boolean {
  for (const [name, text] of override.dimensions)
    if (!dimensions.has(name) || !textEqualsValue(text, dimensions.get(name))) return false
  return true
}

/** FNV-1a of `k TAB v LF`, sorted, 32 bits, decimal. */
function dimensionsHash(dimensions: ReadonlyMap<string, string>): string {
  let hash = 0x811c9dc5
  for (const [key, value] of [...dimensions].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const byte of Buffer.from(`${key}\t${value}\n`))
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return String(hash)
}

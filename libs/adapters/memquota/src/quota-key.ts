/** Which counter and which limit an instance means. */
import { type QuotaInstance, textEqualsValue, valueText } from '@flotilla/adapter-sdk'
import type { Limit } from './counters.ts'

export interface Override {
  readonly dimensions: ReadonlyMap<string, string>
  readonly limit: Limit
}

export interface QuotaLimits {
  readonly limit: Limit
  /** The first whose dimensions all equal wins. */
  readonly overrides: readonly Override[]
}

/** `name;k=v;…`, dimensions sorted (an instance keeps them so). */
export function quotaKey(instance: QuotaInstance): string {
  const { keys, values } = instance.dimensions
  let key = instance.name
  for (let i = 0; i < keys.length; i++) key += `;${keys[i]}=${valueText(values[i] ?? null)}`
  return key
}

/** The limit that applies. Dimensions that an override does not list are ignored; none listed matches all. */
export function limitOf(instance: QuotaInstance, limits: QuotaLimits): Limit {
  for (const override of limits.overrides) {
    let isMatch = true
    for (const [name, text] of override.dimensions) {
      if (textEqualsValue(text, instance.dimensions.get(name))) continue
      isMatch = false
      break
    }
    if (isMatch) return override.limit
  }
  return limits.limit
}

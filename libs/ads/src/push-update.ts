/** What has changed for a client since its last push: per type everything or some names; updates merge by union. */
import { type Names, union } from './name-set.ts'

/** Everything of the type, or these names. */
export type Scope = 'all' | Names

export type PushUpdate = ReadonlyMap<string, Scope>

/** More names than this are cheaper to look at as a whole. */
const MAX_NAMES = 10_000

export function mergeUpdates(earlier: PushUpdate | null, later: PushUpdate): PushUpdate {
  if (earlier === null) return later
  const merged = new Map(earlier)
  for (const [typeUrl, scope] of later) {
    const before = merged.get(typeUrl)
    merged.set(typeUrl, before === undefined ? scope : mergeScopes(before, scope))
  }
  return merged
}

export function mergeScopes(a: Scope, b: Scope): Scope {
  if (a === 'all' || b === 'all') return 'all'
  const both = union(a, b)
  return both.size > MAX_NAMES ? 'all' : both
}

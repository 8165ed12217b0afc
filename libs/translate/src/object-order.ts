/** The order in which the first of several objects wins: oldest, then by `name.namespace` (spec pilot-galley 2.2). */
import type { ConfigObject } from '@flotilla/model'

export function compareAge(a: ConfigObject, b: ConfigObject): number {
  if (a.metadata.creationMs !== b.metadata.creationMs)
    return a.metadata.creationMs - b.metadata.creationMs
  const left = `${a.metadata.name}.${a.metadata.namespace}`
  const right = `${b.metadata.name}.${b.metadata.namespace}`
  return left < right ? -1 : left > right ? 1 : 0
}

/** Which of an aggregate's clusters takes a request: in order, as far as the health of each goes. */

export interface Part {
  readonly hosts: readonly { readonly healthy: boolean }[]
}

/** Envoy's overprovisioning factor, in percent. */
const OVERPROVISIONING = 140

/** Index of the part, -1 where none has hosts. @param draw uniform in [0, 1). */
export function chooseAggregate(parts: readonly (Part | null)[], draw: number): number {
  const health = parts.map((part) => healthOf(part))
  const total = Math.min(
    100,
    health.reduce((sum, one) => sum + one, 0),
  )
  // Nobody is healthy: the first that has anyone, whom panic may still use.
  if (total === 0) return parts.findIndex((part) => (part?.hosts.length ?? 0) > 0)
  let left = draw * total
  for (const [i, one] of health.entries()) {
    if (left < one) return i
    left -= one
  }
  return health.findLastIndex((one) => one > 0)
}

function healthOf(part: Part | null): number {
  if (part === null || part.hosts.length === 0) return 0
  const healthy = part.hosts.filter((host) => host.healthy).length
  return Math.min(100, Math.floor((OVERPROVISIONING * healthy) / part.hosts.length))
}

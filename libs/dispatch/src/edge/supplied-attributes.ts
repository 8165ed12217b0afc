/** Attributes that a sidecar can supply to a check: what rules read of them may be decided where the request is. */

/**
 * Those that generators often write too: where the sidecar has one its value counts on both sides, and where it has none
 * only the server knows what the generators would put there. Spec mixer §2.2.
 */
const SIDECAR_SUPPLIED: ReadonlySet<string> = new Set([
  'context.reporter.kind',
  'context.reporter.uid',
  'destination.ip',
  'destination.namespace',
  'destination.port',
  'destination.principal',
  'destination.service.host',
  'destination.service.name',
  'destination.service.namespace',
  'destination.service.uid',
  'destination.uid',
  'origin.ip',
  'source.ip',
  'source.namespace',
  'source.principal',
  'source.uid',
  'source.user',
])

export function isSidecarSupplied(attribute: string): boolean {
  return SIDECAR_SUPPLIED.has(attribute)
}

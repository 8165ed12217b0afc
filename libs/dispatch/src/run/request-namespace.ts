/** Which namespace's rules a request has. */
import type { AttributeBag, ReferenceTracker } from '@flotilla/attributes'

/** destination.namespace where the reporter is inbound or unknown, source.namespace where it is outbound, else empty. The reads are recorded. */
export function requestNamespace(bag: AttributeBag, tracker: ReferenceTracker | null): string {
  const kind = readText(bag, 'context.reporter.kind', tracker)
  if (kind === null || kind === 'inbound')
    return readText(bag, 'destination.namespace', tracker) ?? ''
  return kind === 'outbound' ? (readText(bag, 'source.namespace', tracker) ?? '') : ''
}

function readText(
  bag: AttributeBag,
  name: string,
  tracker: ReferenceTracker | null,
): string | null {
  const value = bag.get(name)
  tracker?.record(name, null, value !== undefined)
  return typeof value === 'string' ? value : null
}

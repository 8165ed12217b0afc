/** What a request asks of endpoints' metadata: what filters left under `envoy.lb`, over what its route says. */
import { MetadataMatch } from '@flotilla/balancer'
import type { HttpStream } from '../http/filter.ts'
import type { ClusterTarget } from '../http/route/route.ts'

const NAMESPACE = 'envoy.lb'

export function wantedMetadata(target: ClusterTarget, stream: HttpStream): MetadataMatch | null {
  const left = stream.dynamicMetadata?.get(NAMESPACE)
  if (left === undefined) return target.metadataMatch
  return target.metadataMatch?.with(left) ?? new MetadataMatch(left)
}

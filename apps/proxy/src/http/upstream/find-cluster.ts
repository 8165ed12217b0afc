/** The cluster that a route's target names, by itself or by a header of the request. */
import type { Cluster } from '../../upstream/types.ts'
import type { ServerStream } from '../downstream/server-stream.ts'
import { headerValue } from '../headers.ts'
import type { ClusterTarget } from '../route/route.ts'

/** Null where there is none of that name. The stream's `clusterName` says what was looked for. */
export function findCluster(stream: ServerStream, target: ClusterTarget): Cluster | null {
  const name = nameOf(stream, target)
  stream.clusterName = name
  return name === '' ? null : stream.runtime.env.clusters.get(name)
}

function nameOf(
  stream: ServerStream,
  { cluster, clusterHeader, specifier }: ClusterTarget,
): string {
  if (specifier != null) return specifier(stream) ?? ''
  return clusterHeader === '' ? cluster : (headerValue(stream.requestHeaders, clusterHeader) ?? '')
}

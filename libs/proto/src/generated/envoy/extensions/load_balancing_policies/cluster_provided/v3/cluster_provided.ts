/** Generated from envoy/extensions/load_balancing_policies/cluster_provided/v3/cluster_provided.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.cluster_provided.v3.ClusterProvided */
export interface ClusterProvidedLb {
}

export const ClusterProvidedLb: MessageType<ClusterProvidedLb> = define<ClusterProvidedLb>({
  name: 'envoy.extensions.load_balancing_policies.cluster_provided.v3.ClusterProvided', empty: emptyClusterProvidedLb, write: writeClusterProvidedLb, read: readClusterProvidedLb,
  fields: () => [],
})

export function emptyClusterProvidedLb(): ClusterProvidedLb {
  return {}
}

export function writeClusterProvidedLb(_m: ClusterProvidedLb, _w: ByteWriter): void {
}

export function readClusterProvidedLb(r: MessageReader, into: ClusterProvidedLb | null): ClusterProvidedLb {
  const m: Mutable<ClusterProvidedLb> = into ?? emptyClusterProvidedLb()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** Generated from envoy/extensions/filters/network/sni_cluster/v3/sni_cluster.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.sni_cluster.v3.SniCluster */
export interface SniCluster {
}

export const SniCluster: MessageType<SniCluster> = define<SniCluster>({
  name: 'envoy.extensions.filters.network.sni_cluster.v3.SniCluster', empty: emptySniCluster, write: writeSniCluster, read: readSniCluster,
  fields: () => [],
})

export function emptySniCluster(): SniCluster {
  return {}
}

export function writeSniCluster(_m: SniCluster, _w: ByteWriter): void {
}

export function readSniCluster(r: MessageReader, into: SniCluster | null): SniCluster {
  const m: Mutable<SniCluster> = into ?? emptySniCluster()
  while (!r.done) r.skipField(r.uint32())
  return m
}

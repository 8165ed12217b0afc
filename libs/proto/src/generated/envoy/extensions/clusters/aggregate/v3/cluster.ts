/** Generated from envoy/extensions/clusters/aggregate/v3/cluster.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.clusters.aggregate.v3.ClusterConfig */
export interface AggregateClusterConfig {
  readonly clusters: readonly string[]
}

export const AggregateClusterConfig: MessageType<AggregateClusterConfig> = define<AggregateClusterConfig>({
  name: 'envoy.extensions.clusters.aggregate.v3.ClusterConfig', empty: emptyAggregateClusterConfig, write: writeAggregateClusterConfig, read: readAggregateClusterConfig,
  fields: () => [
    ['clusters', 1, 'string', 'list'],
  ],
})

export function emptyAggregateClusterConfig(): AggregateClusterConfig {
  return {
    clusters: NO_ITEMS,
  }
}

export function writeAggregateClusterConfig(m: AggregateClusterConfig, w: ByteWriter): void {
  for (const v of m.clusters) w.uint32(10).string(v)
}

export function readAggregateClusterConfig(r: MessageReader, into: AggregateClusterConfig | null): AggregateClusterConfig {
  const m: Mutable<AggregateClusterConfig> = into ?? emptyAggregateClusterConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.clusters = append(m.clusters, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/extensions/resource_monitors/downstream_connections/v3/downstream_connections.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig */
export interface DownstreamConnectionsConfig {
  readonly maxActiveDownstreamConnections: number
}

export const DownstreamConnectionsConfig: MessageType<DownstreamConnectionsConfig> = define<DownstreamConnectionsConfig>({
  name: 'envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig', empty: emptyDownstreamConnectionsConfig, write: writeDownstreamConnectionsConfig, read: readDownstreamConnectionsConfig,
  fields: () => [
    ['max_active_downstream_connections', 1, 'int64'],
  ],
})

export function emptyDownstreamConnectionsConfig(): DownstreamConnectionsConfig {
  return {
    maxActiveDownstreamConnections: 0,
  }
}

export function writeDownstreamConnectionsConfig(m: DownstreamConnectionsConfig, w: ByteWriter): void {
  if (m.maxActiveDownstreamConnections !== 0) w.uint32(8).int64(m.maxActiveDownstreamConnections)
}

export function readDownstreamConnectionsConfig(r: MessageReader, into: DownstreamConnectionsConfig | null): DownstreamConnectionsConfig {
  const m: Mutable<DownstreamConnectionsConfig> = into ?? emptyDownstreamConnectionsConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.maxActiveDownstreamConnections = r.int64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}

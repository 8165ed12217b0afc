/** Generated from envoy/extensions/transport_sockets/proxy_protocol/v3/upstream_proxy_protocol.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TransportSocket, readTransportSocket, writeTransportSocket } from '../../../../config/core/v3/base.ts'
import { ProxyProtocolConfig, readProxyProtocolConfig, writeProxyProtocolConfig } from '../../../../config/core/v3/proxy_protocol.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport */
export interface ProxyProtocolUpstreamTransport {
  readonly config: ProxyProtocolConfig | null
  readonly transportSocket: TransportSocket | null
}

export const ProxyProtocolUpstreamTransport: MessageType<ProxyProtocolUpstreamTransport> = define<ProxyProtocolUpstreamTransport>({
  name: 'envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport', empty: emptyProxyProtocolUpstreamTransport, write: writeProxyProtocolUpstreamTransport, read: readProxyProtocolUpstreamTransport,
  fields: () => [
    ['config', 1, ProxyProtocolConfig],
    ['transport_socket', 2, TransportSocket],
  ],
})

export function emptyProxyProtocolUpstreamTransport(): ProxyProtocolUpstreamTransport {
  return {
    config: null,
    transportSocket: null,
  }
}

export function writeProxyProtocolUpstreamTransport(m: ProxyProtocolUpstreamTransport, w: ByteWriter): void {
  if (m.config !== null) put(w, 10, writeProxyProtocolConfig, m.config)
  if (m.transportSocket !== null) put(w, 18, writeTransportSocket, m.transportSocket)
}

export function readProxyProtocolUpstreamTransport(r: MessageReader, into: ProxyProtocolUpstreamTransport | null): ProxyProtocolUpstreamTransport {
  const m: Mutable<ProxyProtocolUpstreamTransport> = into ?? emptyProxyProtocolUpstreamTransport()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.config = readProxyProtocolConfig(r.message(), m.config); break
      case 18: m.transportSocket = readTransportSocket(r.message(), m.transportSocket); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/extensions/filters/network/tcp_proxy/v3/upstream_connect_mode.proto by `npm run gen`; do not edit. */

/** envoy.extensions.filters.network.tcp_proxy.v3.UpstreamConnectMode */
export const UpstreamConnectMode = {
  IMMEDIATE: 0,
  ON_DOWNSTREAM_DATA: 1,
  ON_DOWNSTREAM_TLS_HANDSHAKE: 2,
} as const
export type UpstreamConnectMode = (typeof UpstreamConnectMode)[keyof typeof UpstreamConnectMode]

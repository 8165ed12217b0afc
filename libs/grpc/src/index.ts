/** What every service adds to grpc-js: deadlines, status mapping, health, keepalive, TLS reload. */
export { type Address, parseAddress } from './address.ts'
export type { AnyMethod, ServiceBinding } from './binding.ts'
export { type Channel, type ChannelOptions, openChannel, type UnaryCallOptions } from './channel.ts'
export { type ChannelTls, channelCredentials } from './channel-credentials.ts'
export { type CallContext, type UnaryOptions, unary } from './handler.ts'
export { HealthReporter } from './health.ts'
export type { IdentitySource, TlsIdentity } from './identity-source.ts'
export { type Peer, peerOf } from './peer.ts'
export { Refusals } from './refusals.ts'
export { type RunningServer, type ServerOptions, startServer } from './server.ts'
export {
  fromServiceError,
  remoteCodeOf,
  type StatusReply,
  statusOf,
  toServiceError,
} from './status.ts'
export { StatusCode, statusCodeName } from './status-code.ts'
export {
  type ClientCertificate,
  createTlsListener,
  type TlsListener,
  type TlsListenerOptions,
  type TlsPeer,
} from './tls-listener.ts'

/** Listeners, connections, TLS contexts, original destinations and graceful drain. */

export { CertificateChoice, type PairGroup } from './certificate-choice.ts'
export { ConnectionBalance, type PassConnection } from './connection-balance.ts'
export {
  closeDescriptors,
  duplicateDescriptor,
  type Received,
  receiveDescriptors,
  sendDescriptors,
} from './descriptor-passing.ts'
export { type FirstBytesEnd, type FirstBytesOptions, readFirstBytes } from './first-bytes.ts'
export { HeldListener } from './held-listener.ts'
export { formatHostPort, type HostPort, parseHostPort } from './host-port.ts'
export { type ByteReader, lendReads } from './lent-reads.ts'
export { toListenError } from './listen-error.ts'
export { type NamespaceConnect, openNamespaceConnect } from './namespace-socket.ts'
export {
  decodeSockaddr,
  type OriginalDestinationReader,
  openOriginalDestinationReader,
  ownAddress,
  type SocketAddress,
  unmapped,
} from './original-destination.ts'
export { type PeerIdentity, type PeerVerdict, PeerVerifier } from './peer-verifier.ts'
export { relayReads } from './relay-reads.ts'
export { resetSocket } from './reset-socket.ts'
export { SocketWriter } from './socket-writer.ts'
export { TcpListener, type TcpListenerOptions } from './tcp-listener.ts'
export {
  type ClientContextOptions,
  clientContext,
  type ServerCheck,
  type ServerVerdict,
  TlsConnector,
  type TlsConnectorOptions,
} from './tls-connector.ts'
export { MESH_CIPHERS, MESH_CURVES, type TlsPair, type TlsVersion } from './tls-material.ts'
export {
  type OnSecure,
  type OnTlsFailed,
  type RefusedClient,
  type TlsResumption,
  TlsTerminator,
  type TlsTerminatorOptions,
} from './tls-terminator.ts'

/** Listeners, connections, TLS contexts, original destinations and graceful drain. */
export { type FirstBytesEnd, type FirstBytesOptions, readFirstBytes } from './first-bytes.ts'
export { formatHostPort, type HostPort, parseHostPort } from './host-port.ts'
export { toListenError } from './listen-error.ts'
export {
  decodeSockaddr,
  type OriginalDestinationReader,
  openOriginalDestinationReader,
  ownAddress,
  type SocketAddress,
  unmapped,
} from './original-destination.ts'
export { TcpListener, type TcpListenerOptions } from './tcp-listener.ts'

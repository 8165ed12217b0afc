/** Listeners, connections, TLS contexts, original destinations and graceful drain. */
export { formatHostPort, type HostPort, parseHostPort } from './host-port.ts'
export { toListenError } from './listen-error.ts'

/** Turns what the operating system says about a failed listen into one sentence that tells what to do. */
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'

/**
 * The error to throw when listening failed. Yields FLT_PORT_IN_USE, FLT_PERMISSION, FLT_NO_ADDRESS, or FLT_PLATFORM.
 * @param address what was listened on, as the user wrote it: `host:port` or a socket path.
 * @param what who wanted to listen, for the message: `pilot's xDS server`.
 */
export function toListenError(cause: unknown, address: string, what: string): FlotillaError {
  switch (systemCodeOf(cause)) {
    case 'EADDRINUSE':
      return new FlotillaError(
        'FLT_PORT_IN_USE',
        `${what} cannot listen on ${address}: the address is already in use; stop the program that uses it or choose another port`,
        { cause, retryable: true },
      )
    case 'EACCES':
    case 'EPERM':
      return new FlotillaError(
        'FLT_PERMISSION',
        `${what} cannot listen on ${address}: the operating system refuses it; choose a port of 1024 or more, or run with the right to bind it`,
        { cause },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new FlotillaError(
        'FLT_NO_ADDRESS',
        `${what} cannot listen on ${address}: this machine has no such address; choose one that it has`,
        { cause },
      )
    default:
      return new FlotillaError(
        'FLT_PLATFORM',
        `${what} cannot listen on ${address}: ${messageOf(cause)}`,
        { cause },
      )
  }
}

/** gRPC status codes by name. */
import { GRPC_STATUS_NAMES } from '@flotilla/errors'

/** The number of a status name, or null where there is none of this name. */
export function grpcStatusNumber(name: string): number | null {
  const at = GRPC_STATUS_NAMES.indexOf(name.toUpperCase())
  return at === -1 ? null : at
}

/** How probes reach endpoints: the cluster's transport, to the address where the endpoint is to be checked. */
import type { Socket } from 'node:net'
import type { EndpointHost } from '../endpoint-host.ts'
import type { Cancel } from '../types.ts'

/** Opens a connection for checks; as Cluster.connect, but nothing is counted. */
export type OpenCheck = (
  host: EndpointHost,
  onOpen: (socket: Socket) => void,
  onFail: () => void,
) => Cancel

/** Bytes kept of an answer; more is not looked at. Listed in docs/limits.md. */
export const MAX_ANSWER_BYTES: number = 64 * 1024

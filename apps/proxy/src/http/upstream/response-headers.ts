/** What the router does to the headers of an upstream response before filters see them (spec §1.5 to §1.7). */
import { stripResponseHopByHop } from '../downstream/hop-by-hop.ts'
import type { ServerStream } from '../downstream/server-stream.ts'
import { addHeader, type HeaderList, removeHeader, setHeader } from '../headers.ts'
import { MERGED_IN_RESPONSES, mergeRepeated } from '../merged-headers.ts'
import { applyMutations, type HeaderMutation } from '../route/header-mutation.ts'
import type { UpstreamExchange } from '../session.ts'

/** Changes `headers` in place. @param setCookie of the hash policy, empty where none. */
export function finishResponseHeaders(
  stream: ServerStream,
  headers: HeaderList,
  mutations: readonly HeaderMutation[] | null,
  setCookie: string,
): void {
  const { runtime } = stream
  // What additions to the headers may ask of the response.
  stream.responseHeaders = headers
  stream.responseStartMs = runtime.nowMs()
  stripResponseHopByHop(headers)
  mergeRepeated(headers, MERGED_IN_RESPONSES)
  // Names the span of the inbound proxy to this one, not to the client.
  if (runtime.config.sampling !== null && stream.connection.direction === 'outbound')
    removeHeader(headers, 'x-envoy-decorator-operation')
  // Envoy: an answer before the end of the request says nothing of the upstream's time.
  if (!runtime.config.router.suppressesEnvoyHeaders && stream.isRequestComplete) {
    const tookMs = Math.round(runtime.nowMs() - stream.upstreamStartMs)
    setHeader(headers, 'x-envoy-upstream-service-time', String(tookMs))
  }
  if (stream.route?.includesAttemptCountInResponse === true)
    setHeader(headers, 'x-envoy-attempt-count', String(stream.attemptCount))
  if (setCookie !== '') addHeader(headers, 'set-cookie', setCookie)
  applyMutations(mutations, headers, stream)
}

/** Whether an HTTP/1 upstream answers WebSocket's handshake with neither the switch nor an error. */
export function isFailedHandshake(
  stream: ServerStream,
  status: number,
  exchange: UpstreamExchange | null,
): boolean {
  return stream.upgrade === 'websocket' && status < 400 && exchange?.protocol === 'HTTP/1.1'
}

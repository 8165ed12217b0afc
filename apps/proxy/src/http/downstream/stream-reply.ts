/** A reply of the proxy itself, as the route and the connection manager of its stream have it. */
import { isGrpcRequest } from '@flotilla/match'
import { type HeaderList, headerValue } from '../headers.ts'
import { type LocalReply, localReply } from '../local-reply.ts'
import { applyMutations } from '../route/header-mutation.ts'
import type { ServerStream } from './server-stream.ts'

/** Notes body, status and detail on the stream. `headers` are kept as they are. */
export function streamReply(
  stream: ServerStream,
  status: number,
  body: string,
  detail: string,
  headers: HeaderList | null,
): LocalReply {
  const isGrpc = isGrpcRequest(stream.requestHeaders)
  stream.localReplyBody = body
  const extra = mutated(stream, status, detail, headers)
  // Envoy: no message of gRPC where there would be no body.
  const isSilent = isGrpc && stream.method === 'HEAD'
  const mapper = stream.runtime.config.localReplies
  if (mapper === null) return localReply(status, isSilent ? '' : body, extra, isGrpc)
  const list = extra === null ? [] : [...extra]
  stream.responseCode = status
  stream.responseCodeDetails = detail
  mapper.apply(stream, list)
  // Envoy: a message of gRPC has no line end, which formats of JSON add.
  const isJson = isGrpc && headerValue(list, 'content-type') === 'application/json'
  const text = isJson ? stream.localReplyBody.replace(/\n$/, '') : stream.localReplyBody
  return localReply(stream.responseCode, isSilent ? '' : text, list, isGrpc)
}

/** Envoy: a route that forwards changes the replies in its place too, before their own headers come. */
function mutated(
  stream: ServerStream,
  status: number,
  detail: string,
  headers: HeaderList | null,
): HeaderList | null {
  const mutations = stream.target?.responseMutations ?? null
  if (mutations === null) return headers
  const list: HeaderList = []
  stream.responseCode = status
  stream.responseCodeDetails = detail
  stream.responseHeaders = list
  applyMutations(mutations, list, stream)
  if (headers !== null) for (const text of headers) list.push(text)
  return list
}

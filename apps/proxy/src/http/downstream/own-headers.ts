/** The headers that the connection manager adds to every response, forwarded or its own. */
import {
  addHeader,
  type HeaderList,
  headerValue,
  indexOfHeader,
  joinedHeaderValue,
  setHeader,
} from '../headers.ts'
import { httpDate } from '../http-date.ts'
import { ServerHeader } from '../manager-config.ts'
import type { StreamRecord } from './stream-record.ts'

const OPERATION = 'x-envoy-decorator-operation'

/** Where tracing is on, an inbound proxy names its span to a client that named none itself. */
function tellOperation(stream: StreamRecord, headers: HeaderList): void {
  const { route } = stream
  if (route === null || route.operation === '' || !route.propagatesOperation) return
  if (stream.connection.direction === 'outbound' || stream.isOperationGiven) return
  if ((headerValue(stream.requestHeaders, OPERATION) ?? '') !== '') return
  setHeader(headers, OPERATION, route.operation)
}

/** `server`, `date`, `via` and the request's id, as far as they are wanted. */
export function addOwnHeaders(stream: StreamRecord, headers: HeaderList): void {
  const { config } = stream.runtime
  switch (config.serverHeader) {
    case ServerHeader.Overwrite:
      setHeader(headers, 'server', config.serverName)
      break
    case ServerHeader.AppendIfAbsent:
      if (indexOfHeader(headers, 'server') === -1) addHeader(headers, 'server', config.serverName)
      break
    case ServerHeader.PassThrough:
      break
  }
  if (indexOfHeader(headers, 'date') === -1)
    addHeader(headers, 'date', httpDate(stream.runtime.wallMs()))
  if (config.via !== '') {
    const earlier = joinedHeaderValue(headers, 'via')
    const isFirst = earlier === null || earlier === ''
    setHeader(headers, 'via', isFirst ? config.via : `${earlier}, ${config.via}`)
  }
  if (config.sampling !== null) tellOperation(stream, headers)
  // Envoy: who forces a trace wants to find it.
  const isForced =
    // What is refused early is not told apart by who asks.
    (stream.isInternal || !stream.hasScheme) &&
    indexOfHeader(stream.requestHeaders, 'x-envoy-force-trace') !== -1
  if (config.alwaysReturnsRequestId || isForced) {
    const at = indexOfHeader(stream.requestHeaders, 'x-request-id')
    if (at !== -1) setHeader(headers, 'x-request-id', stream.requestHeaders[at + 1] as string) // lists are even
  }
}

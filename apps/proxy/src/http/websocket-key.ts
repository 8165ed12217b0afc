/** The handshake of WebSocket that only HTTP/1 has: added where a tunnel passes from HTTP/2 to HTTP/1 or back (RFC 8441 §5). */
import { createHash, randomBytes } from 'node:crypto'
import { addHeader, type HeaderList, headerValue, type ReadonlyHeaderList } from './headers.ts'

/** RFC 6455 §1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Field line of a key where an HTTP/1 server would miss one, else empty. */
export function websocketKeyLine(upgrade: string, headers: ReadonlyHeaderList): string {
  if (upgrade !== 'websocket' || headerValue(headers, 'sec-websocket-key') !== null) return ''
  return `sec-websocket-key: ${randomBytes(16).toString('base64')}\r\n`
}

/** Adds the answer to an HTTP/1 client's key where an HTTP/2 server gave none. */
export function acceptWebsocketKey(request: ReadonlyHeaderList, response: HeaderList): void {
  const key = headerValue(request, 'sec-websocket-key')
  if (key === null || headerValue(response, 'sec-websocket-accept') !== null) return
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64')
  addHeader(response, 'sec-websocket-accept', accept)
}

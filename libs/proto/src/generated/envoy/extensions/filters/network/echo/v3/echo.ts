/** Generated from envoy/extensions/filters/network/echo/v3/echo.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.echo.v3.Echo */
export interface Echo {
}

export const Echo: MessageType<Echo> = define<Echo>({
  name: 'envoy.extensions.filters.network.echo.v3.Echo', empty: emptyEcho, write: writeEcho, read: readEcho,
  fields: () => [],
})

export function emptyEcho(): Echo {
  return {}
}

export function writeEcho(_m: Echo, _w: ByteWriter): void {
}

export function readEcho(r: MessageReader, into: Echo | null): Echo {
  const m: Mutable<Echo> = into ?? emptyEcho()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** Generated from envoy/extensions/http/stateful_session/header/v3/header.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState */
export interface HeaderBasedSessionState {
  readonly name: string
}

export const HeaderBasedSessionState: MessageType<HeaderBasedSessionState> = define<HeaderBasedSessionState>({
  name: 'envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState', empty: emptyHeaderBasedSessionState, write: writeHeaderBasedSessionState, read: readHeaderBasedSessionState,
  fields: () => [
    ['name', 1, 'string'],
  ],
})

export function emptyHeaderBasedSessionState(): HeaderBasedSessionState {
  return {
    name: '',
  }
}

export function writeHeaderBasedSessionState(m: HeaderBasedSessionState, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
}

export function readHeaderBasedSessionState(r: MessageReader, into: HeaderBasedSessionState | null): HeaderBasedSessionState {
  const m: Mutable<HeaderBasedSessionState> = into ?? emptyHeaderBasedSessionState()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

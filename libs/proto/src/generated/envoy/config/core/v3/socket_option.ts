/** Generated from envoy/config/core/v3/socket_option.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.SocketOption.SocketState */
export const SocketOptionSocketState = {
  STATE_PREBIND: 0,
  STATE_BOUND: 1,
  STATE_LISTENING: 2,
} as const
export type SocketOptionSocketState = (typeof SocketOptionSocketState)[keyof typeof SocketOptionSocketState]

/** envoy.config.core.v3.SocketOption */
export interface SocketOption {
  readonly description: string
  readonly level: number
  readonly name: number
  readonly intValue: number | null // oneof value
  readonly bufValue: Uint8Array | null // oneof value
  readonly state: SocketOptionSocketState
}

export const SocketOption: MessageType<SocketOption> = define<SocketOption>({
  name: 'envoy.config.core.v3.SocketOption', empty: emptySocketOption, write: writeSocketOption, read: readSocketOption,
  fields: () => [
    ['description', 1, 'string'],
    ['level', 2, 'int64'],
    ['name', 3, 'int64'],
    ['int_value', 4, 'int64', '', 'value'],
    ['buf_value', 5, 'bytes', '', 'value'],
    ['state', 6, { enum: SocketOptionSocketState }],
  ],
})

export function emptySocketOption(): SocketOption {
  return {
    description: '',
    level: 0,
    name: 0,
    intValue: null,
    bufValue: null,
    state: 0,
  }
}

export function writeSocketOption(m: SocketOption, w: ByteWriter): void {
  if (m.description !== '') w.uint32(10).string(m.description)
  if (m.level !== 0) w.uint32(16).int64(m.level)
  if (m.name !== 0) w.uint32(24).int64(m.name)
  if (m.intValue !== null) w.uint32(32).int64(m.intValue)
  if (m.bufValue !== null) w.uint32(42).bytes(m.bufValue)
  if (m.state !== 0) w.uint32(48).int32(m.state)
}

export function readSocketOption(r: MessageReader, into: SocketOption | null): SocketOption {
  const m: Mutable<SocketOption> = into ?? emptySocketOption()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.description = r.string(); break
      case 16: m.level = r.int64AsNumber(); break
      case 24: m.name = r.int64AsNumber(); break
      case 32: { const v = r.int64AsNumber(); clearSocketOption_value(m); m.intValue = v; break }
      case 42: { const v = r.copyBytes(); clearSocketOption_value(m); m.bufValue = v; break }
      case 48: m.state = r.int32() as SocketOptionSocketState; break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearSocketOption_value(m: Mutable<SocketOption>): void {
  m.intValue = null
  m.bufValue = null
}

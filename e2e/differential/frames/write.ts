/** HTTP/2 frames and header blocks written by hand, as Latin-1 text, so that they may break every rule. */

export type Fields = readonly (readonly [string, string])[]

export const FrameType = {
  Data: 0,
  Headers: 1,
  Priority: 2,
  RstStream: 3,
  Settings: 4,
  PushPromise: 5,
  Ping: 6,
  Goaway: 7,
  WindowUpdate: 8,
  Continuation: 9,
} as const

export const END_STREAM = 1
export const ACK = 1
export const END_HEADERS = 4
export const PADDED = 8
export const PRIORITY = 32

export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

function bytes(...list: readonly number[]): string {
  return String.fromCharCode(...list.map((one) => one & 0xff))
}

export function uint16(value: number): string {
  return bytes(value >>> 8, value)
}

export function uint32(value: number): string {
  return bytes(value >>> 24, value >>> 16, value >>> 8, value)
}

/** @param length told in the head, the payload's own by default. */
export function frame(
  type: number,
  flags: number,
  id: number,
  payload = '',
  length: number = payload.length,
): string {
  return bytes(length >>> 16, length >>> 8, length, type, flags) + uint32(id) + payload
}

export function settings(list: readonly (readonly [number, number])[] = []): string {
  return frame(
    FrameType.Settings,
    0,
    0,
    list.map(([id, value]) => uint16(id) + uint32(value)).join(''),
  )
}

export const SETTINGS_ACK: string = frame(FrameType.Settings, ACK, 0)

/** RFC 7541 §6.2.2: every field a literal without indexing, without Huffman coding. */
export function block(fields: Fields): string {
  return fields.map(([name, value]) => `\0${text(name)}${text(value)}`).join('')
}

function text(value: string): string {
  const { length } = value
  if (length < 127) return bytes(length) + value
  let rest = length - 127
  let head = bytes(127)
  while (rest >= 128) {
    head += bytes((rest & 127) | 128)
    rest >>>= 7
  }
  return head + bytes(rest) + value
}

/** Frame types and flags (RFC 9113 §6). */

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
export type FrameType = (typeof FrameType)[keyof typeof FrameType]

export const Flag = {
  EndStream: 0x1,
  Ack: 0x1,
  EndHeaders: 0x4,
  Padded: 0x8,
  Priority: 0x20,
} as const

export const FRAME_HEADER_BYTES = 9
/** Every client opens a connection with this (RFC 9113 §3.4). */
export const PREFACE: Buffer = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
/** Largest window and largest stream id. */
export const MAX_INT31 = 0x7fffffff
/** RFC 9113 §6.5.2: windows before any SETTINGS or WINDOW_UPDATE. */
export const DEFAULT_WINDOW = 65_535
/** RFC 9113 §4.2: every endpoint must take frames of this size, and none larger unless it said so. */
export const MIN_MAX_FRAME_BYTES = 16_384
export const MAX_MAX_FRAME_BYTES = 0xffffff

/** SETTINGS (RFC 9113 §6.5): what a peer tells about itself, with the bounds of each value. */
import { ErrorCode } from './error-code.ts'
import {
  DEFAULT_WINDOW,
  MAX_INT31,
  MAX_MAX_FRAME_BYTES,
  MIN_MAX_FRAME_BYTES,
} from './frame-type.ts'

export const SettingId = {
  HeaderTableSize: 1,
  EnablePush: 2,
  MaxConcurrentStreams: 3,
  InitialWindowSize: 4,
  MaxFrameSize: 5,
  MaxHeaderListSize: 6,
  /** RFC 8441. */
  EnableConnectProtocol: 8,
} as const

/** What the peer takes; the values before it said anything are those of RFC 9113 §6.5.2. */
export class PeerSettings {
  headerTableBytes = 4096
  maxConcurrentStreams: number = Number.POSITIVE_INFINITY
  initialWindowBytes: number = DEFAULT_WINDOW
  maxFrameBytes: number = MIN_MAX_FRAME_BYTES
  allowsExtendedConnect = false

  /** Takes one parameter; gives the error it is, or NoError. Unknown ones are ignored. */
  apply(id: number, value: number): ErrorCode {
    switch (id) {
      case SettingId.HeaderTableSize:
        this.headerTableBytes = value
        return ErrorCode.NoError
      case SettingId.EnablePush:
        return value > 1 ? ErrorCode.ProtocolError : ErrorCode.NoError
      case SettingId.MaxConcurrentStreams:
        this.maxConcurrentStreams = value
        return ErrorCode.NoError
      case SettingId.InitialWindowSize:
        if (value > MAX_INT31) return ErrorCode.FlowControlError
        this.initialWindowBytes = value
        return ErrorCode.NoError
      case SettingId.MaxFrameSize:
        if (value < MIN_MAX_FRAME_BYTES || value > MAX_MAX_FRAME_BYTES)
          return ErrorCode.ProtocolError
        this.maxFrameBytes = value
        return ErrorCode.NoError
      case SettingId.EnableConnectProtocol:
        // RFC 8441 §3: once allowed, always allowed.
        if (value > 1 || (this.allowsExtendedConnect && value === 0)) return ErrorCode.ProtocolError
        this.allowsExtendedConnect = value === 1
        return ErrorCode.NoError
      default:
        return ErrorCode.NoError
    }
  }
}

/** `ip(TEXT)`: an address in its 16-byte form. */
import { parseIp, to16Bytes } from '@flotilla/attributes'
import { EvaluationError } from '../evaluation-error.ts'

/** Ours refuses leading zeros in an IPv4 part, which Mixer read as decimal and other programs read as octal. */
export function ipAddress(text: string): Uint8Array | EvaluationError {
  const address = parseIp(text)
  const long = address === null ? null : to16Bytes(address)
  return long ?? new EvaluationError('convert', `could not convert ${text} to IP_ADDRESS`)
}

/** IP addresses as adapters show and compare them. */
import { formatIp } from '@flotilla/attributes'

/** Text of 4 or 16 bytes; an IPv4-mapped address prints as IPv4, other lengths as hex after `?`, as Go's net.IP. */
export function ipText(bytes: Uint8Array): string {
  return formatIp(bytes) ?? `?${Buffer.from(bytes).toString('hex')}`
}

/** 4 bytes for an IPv4-mapped address of 16, else the same bytes. */
export function shortestIp(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 16 || bytes[10] !== 0xff || bytes[11] !== 0xff) return bytes
  for (let i = 0; i < 10; i++) if (bytes[i] !== 0) return bytes
  return bytes.slice(12)
}

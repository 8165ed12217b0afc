/** Both sniffers at once, for where any protocol may come. */
import { sniffHttp } from './http.ts'
import { OPAQUE, type Sniffed } from './sniffed.ts'
import { sniffTls } from './tls.ts'

/** Looks at all bytes seen so far, from the first. O(bytes); at most 16 KiB and a record header matter. */
export function sniff(bytes: Buffer): Sniffed {
  const tls = sniffTls(bytes)
  if (tls.kind !== 'opaque') return tls
  // No HTTP message begins with the byte that begins a TLS record.
  return bytes[0] === 0x16 ? OPAQUE : sniffHttp(bytes)
}

/** How a workload's uid is written: `kubernetes://NAME.NAMESPACE`, or an address. */
import { formatIp, parseIp } from '@flotilla/attributes'

const PREFIX = 'kubernetes://'

export type PodKey =
  | { readonly kind: 'uid'; readonly uid: string }
  | { readonly kind: 'ip'; readonly ip: string }

/** Reads a uid; the last dot parts name and namespace. Null where it is neither a uid nor an address. */
export function podKeyOf(uid: string): PodKey | null {
  const address = parseIp(uid)
  if (address !== null) return { kind: 'ip', ip: formatIp(address) ?? uid }
  const bare = uid.startsWith(PREFIX) ? uid.slice(PREFIX.length) : uid
  const dot = bare.lastIndexOf('.')
  return dot > 0 && dot < bare.length - 1 ? { kind: 'uid', uid: `${PREFIX}${bare}` } : null
}

/** The key of an address, null where there is none or it is the unspecified one. */
export function podKeyOfIp(address: Uint8Array | null): PodKey | null {
  if (address === null || address.every((byte) => byte === 0)) return null
  const ip = formatIp(address)
  // ::ffff:0.0.0.0 is as unspecified as its short form.
  return ip === null || ip === '0.0.0.0' ? null : { kind: 'ip', ip }
}

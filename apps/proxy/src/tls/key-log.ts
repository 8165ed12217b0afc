/** key_log: the secrets of connections, in NSS format, so that a capture of them can be read. */
import { appendFileSync } from 'node:fs'
import type { TLSSocket } from 'node:tls'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { unmapped } from '@flotilla/net'
import type { TlsKeyLog } from '@flotilla/proto'
import { type CidrBlock, compileCidr, parseAddress } from '../compile/cidr.ts'
import type { Violations } from '../compile/violations.ts'

const log = scope('proxy.tls.keylog')

export type KeyLog = (line: Buffer, socket: TLSSocket) => void

/** Null where no secrets are written. */
export function compileKeyLog(message: TlsKeyLog | null, at: Violations): KeyLog | null {
  if (message === null) return null
  const { path } = message
  if (path === '') at.at('path').add('must not be empty')
  const rangesOf = (ranges: TlsKeyLog['localAddressRange'], field: string): readonly CidrBlock[] =>
    ranges.flatMap((range, i) => compileCidr(range, at.at(field, i)) ?? [])
  const local = rangesOf(message.localAddressRange, 'local_address_range')
  const remote = rangesOf(message.remoteAddressRange, 'remote_address_range')
  return (line, socket) => {
    const { localAddress = '', remoteAddress = '' } = socket
    if (!isWithin(local, localAddress) || !isWithin(remote, remoteAddress)) return
    try {
      // At once: whoever reads a capture needs the line as soon as the bytes.
      appendFileSync(path, line)
    } catch (error) {
      log.warn('secrets cannot be written', { path, detail: messageOf(error) })
    }
  }
}

/** No range is every address. */
function isWithin(ranges: readonly CidrBlock[], address: string): boolean {
  if (ranges.length === 0) return true
  const bytes = parseAddress(unmapped(address))
  return bytes !== null && ranges.some((range) => range.contains(bytes))
}

/** session_ticket_keys → the key that this process's tickets are sealed with. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { messageOf } from '@flotilla/errors'
import type { DataSource, TlsSessionTicketKeys } from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'

/** As long as Envoy's: a name, a key for the digest and one for the cipher. */
const GIVEN_BYTES = 80
/** Node's: the same three parts, 16 bytes each. */
const USED_BYTES = 48

/** Null, with violations, where the key cannot be used. Processes with equal keys read each other's tickets. */
export function compileTicketKey(message: TlsSessionTicketKeys, at: Violations): Buffer | null {
  const [first, second] = message.keys
  if (first === undefined) {
    at.at('keys').add('must not be empty')
    return null
  }
  // Node seals and opens with one key; with another one to open with, tickets of before would be taken.
  if (second !== undefined) at.at('keys', 1).unsupported('more than one key')
  const place = at.at('keys', 0)
  const bytes = bytesOf(first, place)
  if (bytes === null) return null
  if (bytes.length !== GIVEN_BYTES) {
    place.add(`holds ${bytes.length} bytes, not ${GIVEN_BYTES}`)
    return null
  }
  return createHash('sha512').update(bytes).digest().subarray(0, USED_BYTES)
}

function bytesOf(source: DataSource, at: Violations): Buffer | null {
  if (source.inlineBytes !== null) return Buffer.from(source.inlineBytes)
  if (source.filename !== null) {
    try {
      return readFileSync(source.filename)
    } catch (error) {
      at.add(`cannot read ${source.filename}: ${messageOf(error)}`)
      return null
    }
  }
  const text = dataSourceText(source, at)
  return text === null ? null : Buffer.from(text)
}

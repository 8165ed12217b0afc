/** Entries from the body that a provider URL serves. */
import { parse } from 'yaml'
import type { EntryType } from './entry-list.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

export type EntriesResult =
  | { readonly kind: 'ok'; readonly entries: readonly string[] }
  | { readonly kind: 'bad'; readonly message: string }

/** One entry per line, not trimmed, empty lines left out; for IP addresses a YAML document with the list `whitelist`. */
export function entriesOf(type: EntryType, body: Uint8Array): EntriesResult {
  let text: string
  let document: unknown
  try {
    text = utf8.decode(body)
    document = type === 'IP_ADDRESSES' ? parse(text, { maxAliasCount: 0 }) : null
  } catch {
    // Both parsers say what is wrong by throwing; which byte it is helps nobody who cannot see the body.
    return { kind: 'bad', message: 'the list is not valid UTF-8 text or YAML' }
  }
  if (type === 'IP_ADDRESSES') return whitelistOf(document)
  return { kind: 'ok', entries: text.split(/\r?\n/).filter((line) => line !== '') }
}

function whitelistOf(document: unknown): EntriesResult {
  const listed =
    typeof document === 'object' && document !== null && 'whitelist' in document
      ? document.whitelist
      : []
  if (!Array.isArray(listed) || !listed.every((entry) => typeof entry === 'string'))
    return { kind: 'bad', message: 'the key whitelist is not a list of texts' }
  return { kind: 'ok', entries: listed }
}

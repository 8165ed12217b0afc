/** Distinguished names: the few attributes that meshes use, and their text for people. */
import { childrenOf, type DerNode, oidOf, sequence, set, Tag, universal } from './der.ts'
import { Oid } from './oids.ts'
import { malformed } from './outcome.ts'

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [Oid.commonName, 'CN'],
  [Oid.countryName, 'C'],
  [Oid.localityName, 'L'],
  [Oid.stateOrProvinceName, 'ST'],
  [Oid.organizationName, 'O'],
  [Oid.organizationalUnitName, 'OU'],
])
const TEXT_TAGS: ReadonlySet<number> = new Set([
  Tag.utf8String,
  Tag.printableString,
  Tag.teletexString,
  Tag.ia5String,
  Tag.bmpString,
])

export interface DistinguishedName {
  /** RFC 4514 text, last attribute first; empty for the empty name. For display only: decide on SANs. */
  readonly text: string
  readonly commonName: string | null
  readonly organization: string | null
}

/** Reads a Name. Throws FLT_X509_MALFORMED. */
export function readName(node: DerNode | undefined, what: string): DistinguishedName {
  const parts: string[] = []
  let commonName: string | null = null
  let organization: string | null = null
  for (const rdn of childrenOf(node, Tag.sequence, what)) {
    for (const attribute of childrenOf(rdn, Tag.set, what)) {
      const [type, value, ...rest] = childrenOf(attribute, Tag.sequence, what)
      const oid = oidOf(type, what)
      if (value === undefined || rest.length > 0) throw malformed(`${what} has the wrong type`)
      const text = readText(value, what)
      if (oid === Oid.commonName) commonName = text
      if (oid === Oid.organizationName) organization = text
      parts.unshift(
        `${SHORT_NAMES.get(oid) ?? Buffer.from(oid, 'latin1').toString('hex')}=${escapeText(text)}`,
      )
    }
  }
  return { text: parts.join(','), commonName, organization }
}

/** A name of at most an organization and a common name. */
export function nameNode(name: {
  readonly organization?: string
  readonly commonName?: string
}): DerNode {
  const rdns: DerNode[] = []
  if (name.organization !== undefined) rdns.push(rdn(Oid.organizationName, name.organization))
  if (name.commonName !== undefined) rdns.push(rdn(Oid.commonName, name.commonName))
  return sequence(...rdns)
}

function rdn(oid: string, text: string): DerNode {
  const value = Buffer.from(text, 'utf8').toString('latin1')
  return set(sequence(universal(Tag.oid, oid), universal(Tag.utf8String, value)))
}

function readText(node: DerNode, what: string): string {
  if (!TEXT_TAGS.has(node.type) || node.constructed || typeof node.value !== 'string')
    throw malformed(`${what} has an attribute that is not text`)
  // forge has already turned a BMPString into characters.
  if (node.type === Tag.bmpString) return node.value
  return Buffer.from(node.value, 'latin1').toString(
    node.type === Tag.utf8String ? 'utf8' : 'latin1',
  )
}

function escapeText(text: string): string {
  let escaped = ''
  for (const char of text) {
    const code = char.charCodeAt(0)
    if (code < 0x20 || code === 0x7f) escaped += `\\${code.toString(16).padStart(2, '0')}`
    else escaped += /[,+"\\<>;=#]/.test(char) ? `\\${char}` : char
  }
  return escaped
}

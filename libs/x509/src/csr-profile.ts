/** What a caller may ask for in a request: nothing that would change the certificate it gets anyway. */
import type { Csr } from './csr.ts'
import { KeyUsage } from './key-usage.ts'
import { Oid } from './oids.ts'
import { bad, type Outcome, ok } from './outcome.ts'
import { SanType } from './subject-alt-name.ts'

const ALLOWED_USAGE = KeyUsage.digitalSignature | KeyUsage.keyEncipherment
const ALLOWED_PURPOSES: ReadonlySet<string> = new Set([Oid.serverAuth, Oid.clientAuth])

/**
 * The strict profile: no extension but SAN, keyUsage, extKeyUsage and basicConstraints of a leaf; URI names, when
 * present, are the caller's own. Yields FLT_CSR_REFUSED.
 * @param identities SPIFFE IDs of the authenticated caller.
 */
export function checkCsrProfile(csr: Csr, identities: readonly string[]): Outcome<null> {
  const { extensions } = csr
  if (csr.otherAttributes > 0) return refuse('attributes other than extensions')
  if (extensions.unknown.length > 0) return refuse('an extension that is not allowed')
  if (
    extensions.nameConstraints !== null ||
    extensions.subjectKeyId !== null ||
    extensions.authorityKeyId !== null
  )
    return refuse('an extension that is not allowed')
  if (extensions.basicConstraints?.isCa === true) return refuse('a CA certificate')
  if (((extensions.keyUsage ?? 0) & ~ALLOWED_USAGE) !== 0) return refuse('a key usage')
  if (extensions.extKeyUsage?.some((purpose) => !ALLOWED_PURPOSES.has(purpose)) === true)
    return refuse('an extended key usage')
  for (const san of extensions.sans) {
    if (san.type !== SanType.uri) return refuse(`a name of type ${san.type}`)
    if (!identities.includes(san.value)) return refuse("another identity than the caller's")
  }
  const names = extensions.sans.map((san) => san.value)
  if (new Set(names).size !== names.length) return refuse('the same name twice')
  return ok(null)
}

function refuse(wish: string): Outcome<null> {
  return bad('FLT_CSR_REFUSED', `the request asks for ${wish}`)
}

/** Certificates and requests that break a rule on purpose: for tests only, never exported by the index. */
import type { KeyObject } from 'node:crypto'
import { type Certificate, parseCertificate } from './certificate.ts'
import { childrenOf, type DerNode, decodeDer, encodeDer, sequence, Tag } from './der.ts'
import { nameNode } from './distinguished-name.ts'
import type { RawExtension } from './extensions.ts'
import { type Issuer, signCertificate, type Validity } from './issue.ts'
import { encodeBasicConstraints, encodeExtKeyUsage, encodeKeyUsage, KeyUsage } from './key-usage.ts'
import { Oid } from './oids.ts'
import { unwrap } from './outcome.ts'
import { generateKey, publicHalfOf } from './private-key.ts'
import { encodeSans, type San, SanType } from './subject-alt-name.ts'

export interface ForgedLeaf extends Partial<Validity> {
  readonly sans?: readonly San[] | null
  readonly areSansCritical?: boolean
  readonly keyUsage?: number | null
  readonly purposes?: readonly string[] | null
  readonly isCa?: boolean
  readonly pathLen?: number | null
  readonly more?: readonly RawExtension[]
  readonly subject?: string
  readonly key?: KeyObject
}

export const NOW_MS: number = Date.UTC(2026, 5, 1)
const HOUR_MS = 3_600_000

export function uri(value: string): San {
  return { type: SanType.uri, value }
}

/** A leaf or CA with exactly the fields asked for; the rest as the mesh's profile has it. */
export function forge(fields: ForgedLeaf, issuer: Issuer | null): Issuer {
  const key = fields.key ?? generateKey()
  const publicKey = unwrap(publicHalfOf(key))
  const subject = nameNode(fields.subject === undefined ? {} : { organization: fields.subject })
  const certificate = signCertificate(
    {
      publicKey,
      subject,
      issuer: issuer === null ? subject : decodeDer(issuer.certificate.subjectDer, 'the issuer'),
      notBeforeMs: fields.notBeforeMs ?? NOW_MS - HOUR_MS,
      notAfterMs: fields.notAfterMs ?? NOW_MS + HOUR_MS,
      serial: fields.serial ?? Buffer.alloc(16, 5),
      extensions: extensionsOf(fields),
    },
    issuer?.certificate.publicKey ?? publicKey,
    issuer?.key ?? key,
  )
  return { certificate, key }
}

export function forgeCa(
  subject: string,
  fields: ForgedLeaf = {},
  issuer: Issuer | null = null,
): Issuer {
  return forge(
    { subject, isCa: true, sans: null, purposes: null, keyUsage: KeyUsage.keyCertSign, ...fields },
    issuer,
  )
}

export interface Reshape {
  readonly tbs?: (fields: DerNode[]) => DerNode[]
  readonly outer?: (parts: DerNode[]) => DerNode[]
}

/** The certificate with its parts replaced, signature unchanged: for the parser, not the verifier. */
export function reshape(
  certificate: Certificate,
  change: Reshape,
): ReturnType<typeof parseCertificate> {
  const outer = childrenOf(decodeDer(certificate.der, 'it'), Tag.sequence, 'it')
  const tbs = [...childrenOf(outer[0], Tag.sequence, 'it')]
  const parts = [sequence(...(change.tbs?.(tbs) ?? tbs)), ...outer.slice(1)]
  return parseCertificate(encodeDer(sequence(...(change.outer?.(parts) ?? parts))))
}

function extensionsOf(fields: ForgedLeaf): RawExtension[] {
  const extensions: RawExtension[] = []
  const keyUsage =
    fields.keyUsage === undefined
      ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
      : fields.keyUsage
  if (keyUsage !== null)
    extensions.push({ oid: Oid.keyUsage, isCritical: true, content: encodeKeyUsage(keyUsage) })
  const purposes =
    fields.purposes === undefined ? [Oid.serverAuth, Oid.clientAuth] : fields.purposes
  if (purposes !== null)
    extensions.push({
      oid: Oid.extKeyUsage,
      isCritical: false,
      content: encodeExtKeyUsage(purposes),
    })
  extensions.push({
    oid: Oid.basicConstraints,
    isCritical: true,
    content: encodeBasicConstraints({
      isCa: fields.isCa ?? false,
      pathLen: fields.pathLen ?? null,
    }),
  })
  const sans =
    fields.sans === undefined ? [uri('spiffe://cluster.local/ns/default/sa/a')] : fields.sans
  if (sans !== null)
    extensions.push({
      oid: Oid.subjectAltName,
      isCritical: fields.areSansCritical ?? true,
      content: encodeSans(sans),
    })
  return [...extensions, ...(fields.more ?? [])]
}

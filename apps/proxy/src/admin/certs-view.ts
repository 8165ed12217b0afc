/** GET /certs: the certificates in use, never their keys. */
import type { JsonObject } from '@flotilla/proto'
import { type Certificate, parseCertificates, SanType } from '@flotilla/x509'
import type { SecretStore } from '../tls/secret-store.ts'

const DAY_MS = 86_400_000

export function certsJson(secrets: SecretStore, wallMs: number): JsonObject {
  const named = new Map<string, { chain: readonly Certificate[]; roots: readonly Certificate[] }>()
  for (const { name, kind } of secrets.list()) {
    const entry = named.get(name) ?? { chain: [], roots: [] }
    if (kind === 'pair')
      named.set(name, { ...entry, chain: parse(secrets.pair(name).current()?.certChainPem ?? '') })
    else named.set(name, { ...entry, roots: parse(secrets.rootsOf(name).current()?.pem ?? '') })
  }
  return {
    certificates: [...named]
      .filter(([, { chain, roots }]) => chain.length + roots.length > 0)
      .map(([name, { chain, roots }]) => ({
        ca_cert: roots.map((certificate) => certJson(name, certificate, wallMs)),
        cert_chain: chain.map((certificate) => certJson(name, certificate, wallMs)),
      })),
  }
}

/** Whole days until the first leaf expires, null without any. */
export function daysUntilExpiry(secrets: SecretStore, wallMs: number): number | null {
  let first: number | null = null
  for (const { name, kind } of secrets.list()) {
    const pem = kind === 'pair' ? (secrets.pair(name).current()?.certChainPem ?? '') : ''
    const leaf = parse(pem)[0]
    if (leaf !== undefined) first = Math.min(first ?? leaf.notAfterMs, leaf.notAfterMs)
  }
  return first === null ? null : Math.max(0, Math.floor((first - wallMs) / DAY_MS))
}

function parse(pem: string): readonly Certificate[] {
  const parsed = pem === '' ? null : parseCertificates(pem)
  return parsed?.kind === 'ok' ? parsed.value : []
}

function certJson(name: string, certificate: Certificate, wallMs: number): JsonObject {
  const kinds: Readonly<Record<string, string>> = {
    [SanType.uri]: 'uri',
    [SanType.dns]: 'dns',
    [SanType.ip]: 'ip_address',
  }
  return {
    path: `<inline: ${name}>`,
    serial_number: certificate.serial,
    subject_alt_names: certificate.extensions.sans.flatMap((san) => {
      const kind = kinds[san.type]
      return kind === undefined ? [] : [{ [kind]: san.value }]
    }),
    days_until_expiration: String(
      Math.max(0, Math.floor((certificate.notAfterMs - wallMs) / DAY_MS)),
    ),
    valid_from: wholeSeconds(certificate.notBeforeMs),
    expiration_time: wholeSeconds(certificate.notAfterMs),
  }
}

/** As proto-JSON prints a Timestamp without nanoseconds. */
function wholeSeconds(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('.000Z', 'Z')
}

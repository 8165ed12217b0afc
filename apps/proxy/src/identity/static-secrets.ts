/** Secret messages of the bootstrap → the secret store. */
import type { Secret } from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { readPair } from '../tls/key-pair.ts'
import { refuseBesideRoots } from '../tls/secret-files.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { compileTicketKey } from '../tls/ticket-keys.ts'

export function loadStaticSecrets(
  secrets: readonly Secret[],
  store: SecretStore,
  at: Violations,
): void {
  for (const [i, secret] of secrets.entries()) loadSecret(secret, store, at.at('secrets', i))
}

function loadSecret(secret: Secret, store: SecretStore, at: Violations): void {
  if (secret.tlsCertificate !== null) {
    const place = at.at('tls_certificate')
    if (secret.tlsCertificate.watchedDirectory !== null) place.at('watched_directory').unsupported()
    const pair = readPair(secret.tlsCertificate, place)
    if (pair !== null) store.setPair(secret.name, pair)
  } else if (secret.validationContext !== null) {
    const place = at.at('validation_context')
    refuseBesideRoots(secret.validationContext, place)
    if (secret.validationContext.watchedDirectory !== null)
      place.at('watched_directory').unsupported()
    const pem = dataSourceText(secret.validationContext.trustedCa, place.at('trusted_ca'))
    if (pem !== null) store.setRoots(secret.name, { pem })
  } else if (secret.sessionTicketKeys !== null) {
    const key = compileTicketKey(secret.sessionTicketKeys, at.at('session_ticket_keys'))
    if (key !== null) store.ticketKeys.set(secret.name, key)
  } else at.unsupported('this kind of secret')
}

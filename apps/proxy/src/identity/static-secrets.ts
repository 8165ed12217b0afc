/** Secret messages of the bootstrap → the secret store. */
import type { Secret } from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { SecretStore } from '../tls/secret-store.ts'

export function loadStaticSecrets(
  secrets: readonly Secret[],
  store: SecretStore,
  at: Violations,
): void {
  for (const [i, secret] of secrets.entries()) {
    const place = at.at('secrets', i)
    if (secret.tlsCertificate !== null) {
      const certificate = place.at('tls_certificate')
      const certChainPem = dataSourceText(
        secret.tlsCertificate.certificateChain,
        certificate.at('certificate_chain'),
      )
      const keyPem = dataSourceText(secret.tlsCertificate.privateKey, certificate.at('private_key'))
      if (certChainPem !== null && keyPem !== null)
        store.setPair(secret.name, { certChainPem, keyPem })
    } else if (secret.validationContext !== null) {
      const pem = dataSourceText(
        secret.validationContext.trustedCa,
        place.at('validation_context.trusted_ca'),
      )
      if (pem !== null) store.setRoots(secret.name, { pem })
    } else place.unsupported('this kind of secret')
  }
}

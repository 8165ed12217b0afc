/** TlsCertificate messages → a certificate chain with its key, opened where a password guards it. */
import { createPrivateKey } from 'node:crypto'
import type { TlsPair } from '@flotilla/net'
import type { TlsCertificate } from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'

/** Null, with violations, where it cannot be read. */
export function readPair(message: TlsCertificate, at: Violations): TlsPair | null {
  const certChainPem = dataSourceText(message.certificateChain, at.at('certificate_chain'))
  const keyPem = dataSourceText(message.privateKey, at.at('private_key'))
  if (certChainPem === null || keyPem === null) return null
  if (message.password === null) return { certChainPem, keyPem }
  const place = at.at('password')
  const passphrase = dataSourceText(message.password, place)
  if (passphrase === null) return null
  try {
    const key = createPrivateKey({ key: keyPem, passphrase })
    return { certChainPem, keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
  } catch {
    // OpenSSL's own text could quote the input: only the fact is passed on.
    place.add('does not open the private key')
    return null
  }
}

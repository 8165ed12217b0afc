/** Private keys: made, read and written; always PKCS#8 PEM outside, KeyObject inside. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { publicKeyOf } from './issue.ts'
import { bad, type Outcome, ok, outcomeOf } from './outcome.ts'
import type { PublicKey } from './public-key.ts'

/** A new P-256 key. Cost: about 20 µs. */
export function generateKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

/** Reads `PRIVATE KEY`, `EC PRIVATE KEY` or `RSA PRIVATE KEY`, not encrypted. Yields FLT_X509_MALFORMED. */
export function parsePrivateKey(pem: string): Outcome<KeyObject> {
  try {
    return ok(createPrivateKey(pem))
  } catch {
    // OpenSSL's own text could quote the input: only the fact is passed on.
    return bad('FLT_X509_MALFORMED', 'the text is not a private key')
  }
}

export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** The public half, checked as every key is. Yields FLT_X509_MALFORMED. */
export function publicHalfOf(key: KeyObject): Outcome<PublicKey> {
  return outcomeOf(() => publicKeyOf(createPublicKey(key)))
}

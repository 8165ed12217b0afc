/** Where a control-plane part keeps its key and certificate over restarts: one file of mode 0600, replaced as a whole. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import type { TlsIdentity } from '@flotilla/grpc'
import { type Outcome, parsePrivateKey } from '@flotilla/x509'
import { makePrivateFolder, writeFileDurably } from './durable-file.ts'
import { checkIssued, type Issued } from './issued.ts'

const FILE = 'identity.json'
const MAX_BYTES = 512 * 1024

export class KeyStore {
  private readonly path: string

  /** @param dir made with mode 0700 if absent, and narrowed to it. Throws FLT_PERMISSION. */
  constructor(dir: string) {
    try {
      makePrivateFolder(dir)
    } catch (cause) {
      throw new FlotillaError(
        'FLT_PERMISSION',
        `cannot use ${dir} for keys: ${messageOf(cause)}; choose another state directory`,
        { cause },
      )
    }
    this.path = join(dir, FILE)
  }

  /** The kept identity if it is still good for `spiffeId`, null where there is none. */
  load(spiffeId: string, nowMs: number): Outcome<Issued> | null {
    let text: string
    try {
      const { size, mode } = statSync(this.path)
      if ((mode & 0o077) !== 0) return malformed('is readable by others')
      if (size > MAX_BYTES) return malformed('is too long')
      text = readFileSync(this.path, 'utf8')
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return null
      return malformed(`cannot be read: ${messageOf(error)}`)
    }
    const kept = parseKept(text)
    if (kept === null) return malformed('is not what was written')
    const key = parsePrivateKey(kept.keyPem)
    if (key.kind === 'bad') return key
    return checkIssued(kept.certChainPem, kept.rootsPem, { spiffeId, key: key.value, nowMs })
  }

  /** Throws FLT_STORE_FAILED. */
  save(identity: TlsIdentity): void {
    try {
      writeFileDurably(this.path, JSON.stringify(identity), 0o600)
    } catch (cause) {
      throw new FlotillaError('FLT_STORE_FAILED', `cannot write ${this.path}`, { cause })
    }
  }
}

function parseKept(text: string): TlsIdentity | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null // the caller says which file
  }
  if (typeof value !== 'object' || value === null) return null
  const { certChainPem, keyPem, rootsPem } = value as Partial<Record<string, unknown>> // each is checked below
  if (typeof certChainPem !== 'string' || typeof keyPem !== 'string') return null
  return typeof rootsPem === 'string' ? { certChainPem, keyPem, rootsPem } : null
}

function malformed(what: string): Outcome<Issued> {
  return { kind: 'bad', code: 'FLT_X509_MALFORMED', reason: `the kept identity ${what}` }
}

/** The root of the trust domain on disk: made once, both files or neither, and checked before it signs anything. */
import { randomBytes } from 'node:crypto'
import { lstatSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { makePrivateFolder, syncFolder, writeNew } from '@flotilla/identity/internal'
import {
  type Certificate,
  certificatePem,
  fingerprint256,
  generateKey,
  type Issuer,
  isSignedBy,
  issueSelfSignedCa,
  isValidAt,
  parseCertificates,
  parsePrivateKey,
  privateKeyPem,
  publicHalfOf,
  unwrap,
} from '@flotilla/x509'

export interface CaMaterial {
  readonly issuer: Issuer
  readonly rootPem: string
  /** Lower-case hexadecimal SHA-256 of the root in DER. */
  readonly rootSha256: string
  /** Key of the join tokens' MAC. */
  readonly tokenKey: Buffer
}

export interface RootOptions {
  readonly stateDir: string
  readonly trustDomain: string
  readonly rootTtlMs: number
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

const KEY_FILE = 'ca-key.pem'
const CERT_FILE = 'ca-cert.pem'
const TOKEN_KEY_FILE = 'token-key'
const TOKEN_KEY_BYTES = 32
export const BACKDATE_MS = 120_000

/** Loads the root, or makes it when there is none. Throws FLT_PERMISSION or FLT_STORE_FAILED naming the file. */
export function openRoot(options: RootOptions): CaMaterial {
  const dir = join(options.stateDir, 'ca')
  try {
    makePrivateFolder(options.stateDir)
    if (!exists(dir)) makeRoot(dir, options)
  } catch (cause) {
    throw new FlotillaError(
      'FLT_PERMISSION',
      `cannot keep the CA's key in ${options.stateDir}: ${messageOf(cause)}; choose a directory of your own with --state`,
      { cause },
    )
  }
  return loadRoot(dir, options)
}

/**
 * Key and certificate appear together: they are written and synced in a folder of their own, which then gets its name.
 * A second citadel that starts at the same moment finds the name taken and uses what is there.
 */
function makeRoot(dir: string, options: RootOptions): void {
  const key = generateKey()
  const root = issueSelfSignedCa(
    {
      organization: options.trustDomain,
      publicKey: unwrap(publicHalfOf(key)),
      notBeforeMs: options.nowMs - BACKDATE_MS,
      notAfterMs: options.nowMs + options.rootTtlMs,
      serial: randomBytes(16),
    },
    key,
  )
  const temporary = mkdtempSync(`${dir}.new-`)
  try {
    writeNew(join(temporary, KEY_FILE), privateKeyPem(key), 0o600)
    writeNew(join(temporary, CERT_FILE), certificatePem(root), 0o644)
    writeNew(join(temporary, TOKEN_KEY_FILE), randomBytes(TOKEN_KEY_BYTES), 0o600)
    syncFolder(temporary)
    renameSync(temporary, dir)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    const code = systemCodeOf(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
  syncFolder(options.stateDir)
}

function loadRoot(dir: string, options: RootOptions): CaMaterial {
  const keyFile = join(dir, KEY_FILE)
  const certFile = join(dir, CERT_FILE)
  const key = parsePrivateKey(readSecret(keyFile).toString('utf8'))
  if (key.kind === 'bad') throw unusable(keyFile, key.reason)
  const publicKey = publicHalfOf(key.value)
  if (publicKey.kind === 'bad') throw unusable(keyFile, publicKey.reason)
  const certificate = readRoot(certFile, options)
  if (!certificate.publicKey.spkiDer.equals(publicKey.value.spkiDer))
    throw unusable(certFile, `it is not the certificate of ${keyFile}`)
  const tokenKey = readSecret(join(dir, TOKEN_KEY_FILE))
  if (tokenKey.length !== TOKEN_KEY_BYTES)
    throw unusable(join(dir, TOKEN_KEY_FILE), `it is not ${TOKEN_KEY_BYTES} bytes long`)
  return {
    issuer: { certificate, key: key.value },
    rootPem: certificatePem(certificate),
    rootSha256: fingerprint256(certificate.der),
    tokenKey,
  }
}

function readRoot(file: string, options: RootOptions): Certificate {
  const parsed = parseCertificates(read(file).toString('utf8'))
  if (parsed.kind === 'bad') throw unusable(file, parsed.reason)
  const [root, ...more] = parsed.value
  if (root === undefined || more.length > 0) throw unusable(file, 'it is not one certificate')
  if (root.extensions.basicConstraints?.isCa !== true || !isSignedBy(root, root))
    throw unusable(file, 'it is not a self-signed CA certificate')
  if (root.subject.organization !== options.trustDomain)
    throw unusable(
      file,
      `it is the root of ${root.subject.organization ?? 'nobody'}, not of ${options.trustDomain}; use another --state for another trust domain`,
    )
  if (!isValidAt(root, options.nowMs)) throw unusable(file, 'it is not valid now')
  return root
}

function readSecret(file: string): Buffer {
  const bytes = read(file)
  if ((lstatSync(file).mode & 0o077) !== 0)
    throw unusable(file, 'others may read it; make it yours with chmod 600')
  return bytes
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new FlotillaError('FLT_STORE_FAILED', `cannot read ${file}: ${messageOf(cause)}`, {
      cause,
    })
  }
}

function exists(path: string): boolean {
  try {
    lstatSync(path)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false
    throw error
  }
}

function unusable(file: string, why: string): FlotillaError {
  return new FlotillaError('FLT_STORE_FAILED', `cannot use ${file}: ${why}`)
}

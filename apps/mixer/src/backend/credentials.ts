/** How a connection to an adapter out of process is secured: its roots, its certificate, and the names that the server may have. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { checkServerIdentity, type PeerCertificate, rootCertificates } from 'node:tls'
import type { BackendSecurity } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { channelCredentials, type IdentitySource } from '@flotilla/grpc'
import { systemClock } from '@flotilla/time'
import { type ChannelCredentials, credentials } from '@grpc/grpc-js'
import { TokenSource } from './token-source.ts'

/** Istio 1.4: with `true` the names in the server's certificate are not looked at. The chain still is. */
const BYPASS = 'BYPASS_OOP_MTLS_SAN_VERIFICATION'

export interface BackendCredentials {
  readonly channel: ChannelCredentials
  /** Adds the token to the metadata of a call; null where there is none. */
  readonly token: TokenSource | null
}

/** Credentials of a handler's own `authentication`. Reads its files; throws FLT_ADAPTER_CONFIG where one cannot be used. */
export function backendCredentials(
  security: BackendSecurity,
  host: string,
  identity: IdentitySource,
): BackendCredentials {
  switch (security.kind) {
    case 'plaintext':
      return { channel: credentials.createInsecure(), token: null }
    case 'tls': {
      const name = security.serverName || host
      const options = {
        checkServerIdentity: (_: string, certificate: PeerCertificate) =>
          checkServerIdentity(name, certificate),
      }
      const roots = rootsWith(security.caCertificates)
      return {
        channel: guarded('tls', () => credentials.createSsl(roots, null, null, options)),
        token: new TokenSource(security.token),
      }
    }
    case 'mutual':
      return { channel: mutual(security, identity), token: null }
  }
}

/** Mutual TLS with the mesh's certificate, to a workload behind its sidecar. */
export function meshCredentials(
  identity: IdentitySource,
  expectedServerIds: readonly string[],
): ChannelCredentials {
  return channelCredentials({ identity, rootsPem: null, expectedServerIds, clock: systemClock })
}

function mutual(
  { privateKey, clientCertificate, caCertificates }: BackendSecurity & { kind: 'mutual' },
  identity: IdentitySource,
): ChannelCredentials {
  const own = identity.current()
  const isMesh = privateKey === ''
  if (isMesh && own === null)
    throw new FlotillaError('FLT_ADAPTER_CONFIG', 'mutual without files needs a mesh certificate')
  const key = isMesh ? Buffer.from(own?.keyPem ?? '') : readFile(privateKey)
  const certificate = isMesh ? Buffer.from(own?.certChainPem ?? '') : readFile(clientCertificate)
  const meshRoots = own === null ? '' : own.rootsPem
  const roots = rootsWith(caCertificates, isMesh ? meshRoots : '')
  return guarded('mutual', () => {
    const expected = uriNames(new X509Certificate(certificate))
    return credentials.createSsl(roots, key, certificate, {
      checkServerIdentity: (_host, server) => checkUriName(server, expected),
    })
  })
}

/** Istio 1.4: the server must have one of our own URI names; its DNS names do not matter. */
function checkUriName(server: PeerCertificate, expected: readonly string[]): Error | undefined {
  if (process.env[BYPASS] === 'true') return undefined
  const names = uriNames(new X509Certificate(server.raw))
  if (names.some((name) => expected.includes(name))) return undefined
  return new FlotillaError(
    'FLT_X509_UNTRUSTED',
    `the adapter is ${names.join(', ') || 'without a URI name'}, which is not expected here`,
  )
}

/** URI names of a certificate. Node writes names that hold commas in quotes, which SPIFFE ids cannot. */
function uriNames(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((name) => name.startsWith('URI:'))
    .map((name) => name.slice('URI:'.length))
}

/** The system's roots, those of a file, and further ones. */
function rootsWith(file: string, further = ''): Buffer {
  const own = file === '' ? '' : readFile(file).toString('utf8')
  return Buffer.from([...rootCertificates, own, further].filter((one) => one !== '').join('\n'))
}

function readFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new FlotillaError('FLT_ADAPTER_CONFIG', `cannot read ${path}: ${messageOf(cause)}`, {
      cause,
    })
  }
}

function guarded<T>(what: string, make: () => T): T {
  try {
    return make()
  } catch (cause) {
    throw new FlotillaError(
      'FLT_ADAPTER_CONFIG',
      `the files of ${what} cannot be used: ${messageOf(cause)}`,
      { cause },
    )
  }
}

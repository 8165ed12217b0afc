/** x-forwarded-client-cert: what it says of the peer, and how each mode treats what came (spec §1.7). */
import { isFieldValue } from '@flotilla/http1'
import type { ConnectionInfo } from '../../listener/types.ts'
import { type HeaderList, joinedHeaderValue, removeHeader, setHeader } from '../headers.ts'
import { ClientCertMode, type ManagerConfig } from '../manager-config.ts'

const NAME = 'x-forwarded-client-cert'
const NEEDS_QUOTES = /[,;="]/

/** The element for the connection's peer, empty where it showed no certificate. To be made once for each connection. */
export function clientCertElement(info: ConnectionInfo, config: ManagerConfig): string {
  const { tls } = info
  if (tls === null || tls.peerFingerprint256 === '') return ''
  const pairs: string[] = []
  if (tls.localPrincipal !== '') pairs.push(`By=${quoted(tls.localPrincipal)}`)
  pairs.push(`Hash=${tls.peerFingerprint256}`)
  if (config.certPem && tls.peerDer != null) pairs.push(`Cert="${encodedPem([tls.peerDer])}"`)
  if (config.certChain && tls.peerDer != null)
    pairs.push(`Chain="${encodedPem(tls.peerChain?.() ?? [tls.peerDer])}"`)
  if (config.certSubject) pairs.push(`Subject="${tls.peerSubject.replace(/["\\]/g, '\\$&')}"`)
  if (config.certUri)
    pairs.push(`URI=${tls.peerPrincipal === null ? '' : quoted(tls.peerPrincipal)}`)
  if (config.certDns) for (const name of tls.peerDnsNames) pairs.push(`DNS=${quoted(name)}`)
  const element = pairs.join(';')
  return isFieldValue(element) ? element : `Hash=${tls.peerFingerprint256}`
}

/** @param element of `clientCertElement`. */
export function applyClientCert(
  headers: HeaderList,
  mode: ClientCertMode,
  isMutualTls: boolean,
  element: string,
): void {
  if (mode === ClientCertMode.AlwaysForwardOnly) return
  if (mode === ClientCertMode.Sanitize || !isMutualTls) {
    removeHeader(headers, NAME)
    return
  }
  if (mode === ClientCertMode.ForwardOnly) return
  const earlier = mode === ClientCertMode.AppendForward ? joinedHeaderValue(headers, NAME) : null
  setHeader(headers, NAME, earlier === null || earlier === '' ? element : `${earlier},${element}`)
}

const PEM_LINE = 64
const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '%0A',
  ' ': '%20',
  '+': '%2B',
  '/': '%2F',
  '=': '%3D',
}

/** Certificates in PEM, one behind the other, with what a header cannot hold as it is encoded as in URLs. */
function encodedPem(certificates: readonly Buffer[]): string {
  return certificates
    .map((der) => {
      const lines = der.toString('base64').match(new RegExp(`.{1,${PEM_LINE}}`, 'g')) ?? []
      return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
    })
    .join('')
    .replace(/[\n +/=]/g, (char) => ESCAPES[char] ?? char)
}

function quoted(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value
}

/** The metrics of citadel, with the names that Istio's dashboards read. */
import { Counter, Gauge, Registry } from '@flotilla/metrics'

/** Why a certificate was not signed. */
export type SignError = 'CSR_ERROR' | 'TTL_ERROR' | 'CERT_GEN_ERROR' | 'CA_NOT_READY'

export interface Expiries {
  /** Milliseconds since the epoch. */
  readonly rootNotAfterMs: number
  readonly nowMs: number
  /** Connections refused since the start. */
  readonly refusedConnections: number
}

export interface CitadelMetrics {
  readonly registry: Registry
  readonly csrs: Counter
  readonly csrParsingErrors: Counter
  readonly authenticationFailures: Counter
  readonly idExtractionErrors: Counter
  readonly signErrors: Counter<'error'>
  readonly issued: Counter
  readonly limited: Counter
  readonly tokensMinted: Counter
}

/** @param read called at each scrape. */
export function createMetrics(read: () => Expiries): CitadelMetrics {
  const registry = new Registry()
  const counter = (name: string, help: string): Counter =>
    new Counter({ name, help, registers: [registry] })
  registerExpiries(registry, read)
  return {
    registry,
    csrs: counter('citadel_server_csr_count', 'Signing requests received.'),
    csrParsingErrors: counter(
      'citadel_server_csr_parsing_err_count',
      'Signing requests that cannot be parsed.',
    ),
    authenticationFailures: counter(
      'citadel_server_authentication_failure_count',
      'Callers that could not be authenticated.',
    ),
    idExtractionErrors: counter(
      'citadel_server_id_extraction_err_count',
      'Signing requests whose names cannot be those of the caller.',
    ),
    signErrors: new Counter({
      name: 'citadel_server_csr_sign_err_count',
      help: 'Signing requests that were not signed, by reason.',
      labelNames: ['error'],
      registers: [registry],
    }),
    issued: counter('citadel_server_success_cert_issuance_count', 'Certificates issued.'),
    limited: counter(
      'flotilla_citadel_requests_limited_total',
      'Signing requests refused because their caller asks too often.',
    ),
    tokensMinted: counter('flotilla_citadel_join_tokens_minted_total', 'Join tokens made.'),
  }
}

function registerExpiries(registry: Registry, read: () => Expiries): void {
  const gauge = (name: string, help: string, value: (e: Expiries) => number): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => made.set(value(read())),
    })
  }
  const atSec = (e: Expiries): number => e.rootNotAfterMs / 1000
  const leftSec = (e: Expiries): number => (e.rootNotAfterMs - e.nowMs) / 1000
  gauge('citadel_server_root_cert_expiry_timestamp', 'End of the root, Unix seconds.', atSec)
  gauge('citadel_server_root_cert_expiry_seconds', 'Seconds until the root ends.', leftSec)
  // A self-signed root is its own chain.
  gauge('citadel_server_cert_chain_expiry_timestamp', 'End of the chain, Unix seconds.', atSec)
  gauge('citadel_server_cert_chain_expiry_seconds', 'Seconds until the chain ends.', leftSec)
  gauge(
    'flotilla_citadel_connections_refused',
    'Connections refused by TLS since the start.',
    (e) => e.refusedConnections,
  )
}

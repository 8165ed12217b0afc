/** Counters and gauges of one listener (`listener.<address>.`). Envoy's name of a field is its snake_case. */
import { MsHistogram } from '../telemetry/ms-histogram.ts'

export class ListenerStats {
  downstreamCxTotal = 0
  downstreamCxActive = 0
  downstreamCxDestroy = 0
  downstreamCxOverflow = 0
  downstreamCxOverloadReject = 0
  downstreamGlobalCxOverflow = 0
  downstreamPreCxTimeout = 0
  downstreamCxProxyProtoError = 0
  downstreamPreCxActive = 0
  noFilterChainMatch = 0
  /** Ours: plaintext that came to a port where only mesh TLS is accepted. */
  plaintextRefused = 0
  sslHandshake = 0
  sslConnectionError = 0
  sslFailVerifyNoCert = 0
  sslFailVerifyError = 0
  sslFailVerifySan = 0
  sslSessionReused = 0
  /** Ours: the causes that Envoy counts together as fail_verify_error. */
  sslRefusedUnknownRoot = 0
  sslRefusedTrustDomain = 0
  sslRefusedExpired = 0
  sslRefusedInvalid = 0
  /** From accept to close. */
  readonly downstreamCxLengthMs: MsHistogram = new MsHistogram()
}

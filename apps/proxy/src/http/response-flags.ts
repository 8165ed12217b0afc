/** Response flags: why a stream ended as it did, as bits of one number while it lives and as text in logs. */

export const ResponseFlag = {
  None: 0,
  NoHealthyUpstream: 1 << 0,
  UpstreamConnectionFailure: 1 << 1,
  UpstreamOverflow: 1 << 2,
  NoRouteFound: 1 << 3,
  NoClusterFound: 1 << 4,
  UpstreamRetryLimitExceeded: 1 << 5,
  UpstreamRequestTimeout: 1 << 6,
  UpstreamConnectionTermination: 1 << 7,
  UpstreamRemoteReset: 1 << 8,
  LocalReset: 1 << 9,
  UpstreamProtocolError: 1 << 10,
  UpstreamMaxStreamDurationReached: 1 << 11,
  DownstreamConnectionTermination: 1 << 12,
  DownstreamProtocolError: 1 << 13,
  DurationTimeout: 1 << 14,
  StreamIdleTimeout: 1 << 15,
  InvalidEnvoyRequestHeaders: 1 << 16,
  FailedLocalHealthCheck: 1 << 17,
  DelayInjected: 1 << 18,
  FaultInjected: 1 << 19,
  RateLimited: 1 << 20,
  RateLimitServiceError: 1 << 21,
  UnauthorizedExternalService: 1 << 22,
  NoFilterConfigFound: 1 << 23,
  OverloadManagerTerminated: 1 << 24,
} as const

/** One or more of the bits above, or-ed together. */
export type ResponseFlags = number

const SHORT_NAMES: readonly string[] = [
  'UH',
  'UF',
  'UO',
  'NR',
  'NC',
  'URX',
  'UT',
  'UC',
  'UR',
  'LR',
  'UPE',
  'UMSDR',
  'DC',
  'DPE',
  'DT',
  'SI',
  'IH',
  'LH',
  'DI',
  'FI',
  'RL',
  'RLSE',
  'UAEX',
  'NFCF',
  'OM',
]

const rendered = new Map<number, string>([[0, '-']])

/** `UF,URX`, or `-` where there is none. Each combination is rendered once and kept. */
export function formatResponseFlags(flags: ResponseFlags): string {
  const known = rendered.get(flags)
  if (known !== undefined) return known
  const text = SHORT_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0).join(',')
  rendered.set(flags, text)
  return text
}

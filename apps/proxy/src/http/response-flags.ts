/** Response flags: why a stream ended as it did, as bits of one number while it lives and as text in logs. */

export const ResponseFlag = {
  None: 0,
  NoHealthyUpstream: 0x1,
  UpstreamConnectionFailure: 0x2,
  UpstreamOverflow: 0x4,
  NoRouteFound: 0x8,
  NoClusterFound: 0x10,
  UpstreamRetryLimitExceeded: 0x20,
  UpstreamRequestTimeout: 0x40,
  UpstreamConnectionTermination: 0x80,
  UpstreamRemoteReset: 0x100,
  LocalReset: 0x200,
  UpstreamProtocolError: 0x400,
  UpstreamMaxStreamDurationReached: 0x800,
  DownstreamConnectionTermination: 0x1000,
  DownstreamProtocolError: 0x2000,
  DurationTimeout: 0x4000,
  StreamIdleTimeout: 0x8000,
  InvalidEnvoyRequestHeaders: 0x10000,
  FailedLocalHealthCheck: 0x20000,
  DelayInjected: 0x40000,
  FaultInjected: 0x80000,
  RateLimited: 0x100000,
  RateLimitServiceError: 0x200000,
  UnauthorizedExternalService: 0x400000,
  NoFilterConfigFound: 0x800000,
  OverloadManagerTerminated: 0x1000000,
  DnsResolutionFailed: 0x2000000,
  DropOverload: 0x4000000,
  DownstreamRemoteReset: 0x8000000,
  ResponseFromCache: 0x10000000,
  UnconditionalDropOverload: 0x20000000,
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
  'DF',
  'DO',
  'DR',
  'RFCF',
  'UDO',
]

const LONG_NAMES: readonly string[] = [
  'NoHealthyUpstream',
  'UpstreamConnectionFailure',
  'UpstreamOverflow',
  'NoRouteFound',
  'NoClusterFound',
  'UpstreamRetryLimitExceeded',
  'UpstreamRequestTimeout',
  'UpstreamConnectionTermination',
  'UpstreamRemoteReset',
  'LocalReset',
  'UpstreamProtocolError',
  'UpstreamMaxStreamDurationReached',
  'DownstreamConnectionTermination',
  'DownstreamProtocolError',
  'DurationTimeout',
  'StreamIdleTimeout',
  'InvalidEnvoyRequestHeaders',
  'FailedLocalHealthCheck',
  'DelayInjected',
  'FaultInjected',
  'RateLimited',
  'RateLimitServiceError',
  'UnauthorizedExternalService',
  'NoFilterConfigFound',
  'OverloadManagerTerminated',
  'DnsResolutionFailed',
  'DropOverload',
  'DownstreamRemoteReset',
  'ResponseFromCacheFilter',
  'UnconditionalDropOverload',
]

/** Envoy names flags in the order in which they are set: DI, then URX and UO, before what ended the last attempt. */
const FIRST: readonly number[] = [0x40000, 0x20, 0x4]
const LATER = ~(0x40000 | 0x20 | 0x4)

const rendered = new Map<number, string>([[0, '-']])
const renderedHttp = new Map<number, string>([[0, '-']])

/** `UF,URX`, or `-` where there is none. Each combination is rendered once and kept. */
export function formatResponseFlags(flags: ResponseFlags): string {
  const known = rendered.get(flags)
  if (known !== undefined) return known
  const text = SHORT_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0).join(',')
  rendered.set(flags, text)
  return text
}

/** The same for an HTTP stream: `URX,UF`, since a retry is decided on before the failure is told. */
export function formatStreamFlags(flags: ResponseFlags): string {
  const known = renderedHttp.get(flags)
  if (known !== undefined) return known
  const parts = [...FIRST.map((flag) => flags & flag), flags & LATER]
  const text = parts
    .filter((part) => part !== 0)
    .map((part) => formatResponseFlags(part))
    .join(',')
  renderedHttp.set(flags, text)
  return text
}

/** `UpstreamConnectionFailure,UpstreamRetryLimitExceeded`, or `-` where there is none. */
export function formatLongResponseFlags(flags: ResponseFlags): string {
  if (flags === 0) return '-'
  return LONG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0).join(',')
}

/** The short names as text and bit, for filters that name them. */
export const FLAG_BITS: ReadonlyMap<string, ResponseFlags> = new Map(
  SHORT_NAMES.map((name, bit) => [name, 1 << bit]),
)

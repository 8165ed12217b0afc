/** Interned field names: a name seen often becomes the same string object, without a copy and with cheap comparison. */
import { TOKEN_LOWER } from './byte-class.ts'

/** Names that decide framing; their positions below are their ids. */
export const FieldId = {
  ContentLength: 0,
  TransferEncoding: 1,
  Host: 2,
  Connection: 3,
  Upgrade: 4,
  Expect: 5,
  /** Those before it must stand on one line. */
  FirstFoldable: 6,
  ProxyConnection: 6,
  /** Ids from here on mean nothing to the codec. */
  FirstOther: 7,
} as const

/** Names that are often seen. */
export const KNOWN_NAMES: readonly string[] = (
  'content-length transfer-encoding host connection upgrade expect proxy-connection ' +
  'accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials ' +
  'access-control-allow-headers access-control-allow-methods access-control-allow-origin ' +
  'access-control-expose-headers access-control-max-age access-control-request-headers ' +
  'access-control-request-method age allow alt-svc authorization b3 baggage cache-control ' +
  'content-disposition content-encoding content-language content-location content-range ' +
  'content-security-policy content-type cookie date dnt end-user etag expires forwarded from ' +
  'grpc-status grpc-message if-match if-modified-since if-none-match if-range if-unmodified-since ' +
  'keep-alive last-modified link location max-forwards origin pragma priority proxy-authenticate ' +
  'proxy-authorization range referer referrer-policy retry-after sec-fetch-dest ' +
  'sec-fetch-mode sec-fetch-site sec-fetch-user sec-websocket-accept sec-websocket-extensions ' +
  'sec-websocket-key sec-websocket-protocol sec-websocket-version server set-cookie ' +
  'strict-transport-security te trailer traceparent tracestate upgrade-insecure-requests user-agent ' +
  'vary via warning www-authenticate x-b3-flags x-b3-parentspanid x-b3-sampled x-b3-spanid ' +
  'x-b3-traceid x-content-type-options x-envoy-attempt-count x-envoy-decorator-operation ' +
  'x-envoy-expected-rq-timeout-ms x-envoy-external-address x-envoy-internal x-envoy-max-retries ' +
  'x-envoy-original-path x-envoy-overloaded x-envoy-peer-metadata x-envoy-peer-metadata-id ' +
  'x-envoy-retry-on x-envoy-upstream-rq-timeout-ms x-envoy-upstream-service-time ' +
  'x-forwarded-client-cert x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto ' +
  'x-frame-options x-istio-attributes x-ot-span-context x-powered-by x-real-ip x-request-id ' +
  'x-requested-with'
)
  .split(' ')
  .map(internalized)

/** All names one behind the other, and where each begins; the last entry is where they end. */
const letters: Uint8Array = Buffer.from(KNOWN_NAMES.join(''), 'latin1')
const starts: Int32Array = new Int32Array(KNOWN_NAMES.length + 1)
for (const [id, name] of KNOWN_NAMES.entries())
  starts[id + 1] = (starts[id] as number) + name.length // inside the table

const SLOTS = 1024
const slots = new Int16Array(SLOTS).fill(-1)

/** Next value of the running hash over the lower-cased bytes of a name; it starts at 0. */
export function hashStep(hash: number, lowerByte: number): number {
  return (Math.imul(hash, 31) + lowerByte) | 0
}

for (const [id, name] of KNOWN_NAMES.entries()) {
  let hash = 0
  for (let i = 0; i < name.length; i++) hash = hashStep(hash, name.charCodeAt(i))
  let slot = hash & (SLOTS - 1)
  while (slots[slot] !== -1) slot = (slot + 1) & (SLOTS - 1)
  slots[slot] = id
}

/** Id of the name in these bytes (any case) given its hash, or -1 where it is not interned. */
export function knownFieldId(buffer: Uint8Array, start: number, end: number, hash: number): number {
  for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const id = slots[slot] as number // masked index
    if (id === -1) return -1
    const from = starts[id] as number // ids index the table
    if ((starts[id + 1] as number) - from === end - start && isName(buffer, start, end, from))
      return id
  }
}

function isName(buffer: Uint8Array, start: number, end: number, from: number): boolean {
  for (let i = start, to = from; i < end; i++, to++)
    if (TOKEN_LOWER[buffer[i] as number] !== letters[to]) return false // of the same length
  return true
}

/** The interned name of an id. */
export function fieldName(id: number): string {
  return KNOWN_NAMES[id] as string // ids come from knownFieldId
}

/** The text as V8 keeps property names: one object for each, which the same text in code is as well; comparing them is comparing pointers. */
export function internalized(text: string): string {
  const [name = text] = Object.keys({ [text]: null })
  return name
}

/** Generated from envoy/type/v3/http.proto by `npm run gen`; do not edit. */

/** envoy.type.v3.CodecClientType */
export const CodecClientType = {
  HTTP1: 0,
  HTTP2: 1,
  HTTP3: 2,
} as const
export type CodecClientType = (typeof CodecClientType)[keyof typeof CodecClientType]

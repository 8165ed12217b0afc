/** Why a message is refused: a closed set, each with the status a server answers with. */

export const Rejection = {
  None: 0,
  BadMethod: 1,
  BadTarget: 2,
  BadVersion: 3,
  Http09: 4,
  BareLf: 5,
  BareCr: 6,
  ObsFold: 7,
  EmptyName: 8,
  SpaceBeforeColon: 9,
  BadName: 10,
  BadValue: 11,
  HeadTooLarge: 12,
  TooManyFields: 13,
  MissingHost: 14,
  DuplicateHost: 15,
  BadContentLength: 16,
  DuplicateContentLength: 17,
  ContentLengthWithTransferEncoding: 18,
  UnsupportedTransferEncoding: 19,
  TransferEncodingOnHttp10: 20,
  BadChunkSize: 21,
  ChunkTooLarge: 22,
  BadChunkExtension: 23,
  ChunkExtensionsTooLarge: 24,
  BadChunkEnd: 25,
  BadStatusLine: 26,
  BodyNotAllowed: 27,
  TooManyInformational: 28,
  Truncated: 29,
  BadHost: 30,
  BadCharacter: 31,
  UnknownMethod: 32,
} as const
export type Rejection = (typeof Rejection)[keyof typeof Rejection]

export interface RejectionInfo {
  /** What a server answers a request with. A client treats every rejection of a response as a protocol error. */
  readonly status: number
  /** One word for people. */
  readonly name: string
  /** Envoy's response code detail for it. */
  readonly detail: string
}

const STATUS: Partial<Record<keyof typeof Rejection, number>> = {
  Http09: 426,
  HeadTooLarge: 431,
  TooManyFields: 431,
  UnsupportedTransferEncoding: 501,
  ChunkExtensionsTooLarge: 413,
}

const DETAIL: Partial<Record<keyof typeof Rejection, string>> = {
  Http09: 'low_version',
  TransferEncodingOnHttp10: 'http1.transfer_encoding_not_allowed',
  BadCharacter: 'http1.invalid_characters',
  BadValue: 'http1.invalid_characters',
  HeadTooLarge: 'http1.headers_too_large',
  TooManyFields: 'http1.too_many_headers',
  MissingHost: 'missing_host_header',
  DuplicateHost: 'http.invalid_authority',
  BadHost: 'http.invalid_authority',
  ContentLengthWithTransferEncoding: 'http1.content_length_and_chunked_not_allowed',
  UnsupportedTransferEncoding: 'http1.invalid_transfer_encoding',
  BodyNotAllowed: 'http1.body_disallowed',
}

const TABLE: readonly RejectionInfo[] = Object.keys(Rejection).map((key) => ({
  status: STATUS[key as keyof typeof Rejection] ?? 400, // keys of the table itself
  name: key.replace(/(?!^)[A-Z]/g, (c) => `_${c}`).toLowerCase(),
  detail: DETAIL[key as keyof typeof Rejection] ?? 'http1.codec_error', // keys of the table itself
}))

/** Status and name of a rejection. */
export function rejectionInfo(rejection: Rejection): RejectionInfo {
  return TABLE[rejection] as RejectionInfo // one row per code
}

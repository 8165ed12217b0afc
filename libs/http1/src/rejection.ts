/** Why a message is refused: a closed set, each with the status a server answers with. */

export const Rejection = {
  None: 0,
  BadMethod: 1,
  BadTarget: 2,
  BadVersion: 3,
  UnsupportedVersion: 4,
  Http09: 5,
  BareLf: 6,
  BareCr: 7,
  ObsFold: 8,
  EmptyName: 9,
  SpaceBeforeColon: 10,
  BadName: 11,
  BadValue: 12,
  HeadTooLarge: 13,
  TooManyFields: 14,
  MissingHost: 15,
  DuplicateHost: 16,
  BadContentLength: 17,
  DuplicateContentLength: 18,
  ContentLengthWithTransferEncoding: 19,
  UnsupportedTransferEncoding: 20,
  TransferEncodingOnHttp10: 21,
  BadChunkSize: 22,
  ChunkTooLarge: 23,
  BadChunkExtension: 24,
  ChunkExtensionsTooLarge: 25,
  BadChunkEnd: 26,
  BadStatusLine: 27,
  BodyNotAllowed: 28,
  TooManyInformational: 29,
  Truncated: 30,
  BadHost: 31,
} as const
export type Rejection = (typeof Rejection)[keyof typeof Rejection]

export interface RejectionInfo {
  /** What a server answers a request with. A client treats every rejection of a response as a protocol error. */
  readonly status: number
  /** One word for logs and metrics. */
  readonly name: string
}

const STATUS: Partial<Record<keyof typeof Rejection, number>> = {
  UnsupportedVersion: 505,
  Http09: 426,
  HeadTooLarge: 431,
  TooManyFields: 431,
  UnsupportedTransferEncoding: 501,
  ChunkExtensionsTooLarge: 413,
}

const TABLE: readonly RejectionInfo[] = Object.keys(Rejection).map((key) => ({
  status: STATUS[key as keyof typeof Rejection] ?? 400, // keys of the table itself
  name: key.replace(/(?!^)[A-Z]/g, (c) => `_${c}`).toLowerCase(),
}))

/** Status and name of a rejection. */
export function rejectionInfo(rejection: Rejection): RejectionInfo {
  return TABLE[rejection] as RejectionInfo // one row per code
}

/** Generated from envoy/type/v3/http_status.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type Mutable } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** envoy.type.v3.StatusCode */
export const StatusCode = {
  Empty: 0,
  Continue: 100,
  OK: 200,
  Created: 201,
  Accepted: 202,
  NonAuthoritativeInformation: 203,
  NoContent: 204,
  ResetContent: 205,
  PartialContent: 206,
  MultiStatus: 207,
  AlreadyReported: 208,
  IMUsed: 226,
  MultipleChoices: 300,
  MovedPermanently: 301,
  Found: 302,
  SeeOther: 303,
  NotModified: 304,
  UseProxy: 305,
  TemporaryRedirect: 307,
  PermanentRedirect: 308,
  BadRequest: 400,
  Unauthorized: 401,
  PaymentRequired: 402,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  ProxyAuthenticationRequired: 407,
  RequestTimeout: 408,
  Conflict: 409,
  Gone: 410,
  LengthRequired: 411,
  PreconditionFailed: 412,
  PayloadTooLarge: 413,
  URITooLong: 414,
  UnsupportedMediaType: 415,
  RangeNotSatisfiable: 416,
  ExpectationFailed: 417,
  MisdirectedRequest: 421,
  UnprocessableEntity: 422,
  Locked: 423,
  FailedDependency: 424,
  UpgradeRequired: 426,
  PreconditionRequired: 428,
  TooManyRequests: 429,
  RequestHeaderFieldsTooLarge: 431,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
  HTTPVersionNotSupported: 505,
  VariantAlsoNegotiates: 506,
  InsufficientStorage: 507,
  LoopDetected: 508,
  NotExtended: 510,
  NetworkAuthenticationRequired: 511,
} as const
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode]

/** envoy.type.v3.HttpStatus */
export interface HttpStatus {
  readonly code: StatusCode
}

export const HttpStatus: MessageType<HttpStatus> = define<HttpStatus>({
  name: 'envoy.type.v3.HttpStatus', empty: emptyHttpStatus, write: writeHttpStatus, read: readHttpStatus,
  fields: () => [
    ['code', 1, { enum: StatusCode }],
  ],
})

export function emptyHttpStatus(): HttpStatus {
  return {
    code: 0,
  }
}

export function writeHttpStatus(m: HttpStatus, w: ByteWriter): void {
  if (m.code !== 0) w.uint32(8).int32(m.code)
}

export function readHttpStatus(r: MessageReader, into: HttpStatus | null): HttpStatus {
  const m: Mutable<HttpStatus> = into ?? emptyHttpStatus()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.code = r.int32() as StatusCode; break
      default: r.skipField(tag)
    }
  }
  return m
}

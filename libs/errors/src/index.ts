/** The error base class, the code table, and status mappings. */
export { CODES, type CodeInfo, type ErrorCode } from './codes.ts'
export {
  assertNever,
  codeOf,
  FlotillaError,
  type FlotillaErrorOptions,
  grpcStatusOf,
  httpStatusOf,
  messageOf,
  systemCodeOf,
} from './flotilla-error.ts'
export { GRPC_STATUS_NAMES } from './grpc-status-names.ts'

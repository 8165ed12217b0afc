/** The names of gRPC's status codes, as access logs and filters spell them. */

const CAMEL = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const

/** `DeadlineExceeded` or `DEADLINE_EXCEEDED`; the text itself where it is no known code. */
export function grpcStatusText(status: string, isSnake: boolean): string {
  const name = /^\d{1,2}$/.test(status) ? CAMEL[Number(status)] : undefined
  if (name === undefined) return status
  return isSnake ? name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() : name
}

/** Whether a server refused a request because it does not know all the global words that we use. */
import { RpcCode } from './status.ts'

/** Old and new servers put it differently. */
const REFUSALS: readonly (readonly [code: number, prefix: string])[] = [
  [RpcCode.invalidArgument, 'Request could not be processed due to invalid'],
  [RpcCode.internal, 'inconsistent global dictionary versions used'],
]

export function isWordCountRefusal(code: number, message: string): boolean {
  return REFUSALS.some(([refusal, prefix]) => code === refusal && message.startsWith(prefix))
}

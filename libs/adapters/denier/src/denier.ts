/** denier: answers every check with one configured status, and grants no quota. */
import {
  type Adapter,
  type CheckResult,
  Code,
  defineAdapter,
  duration,
  int32,
  message,
  NOTHING_GRANTED,
  type Status,
  status,
  statusParam,
} from '@flotilla/adapter-sdk'

interface DenierParams {
  readonly status: Status
  readonly validDuration: number
  readonly validUseCount: number
}

// Istio 1.4: defaults of the adapter.
const params = message<DenierParams>({
  status: statusParam(status(Code.failedPrecondition, '')),
  validDuration: duration(5_000),
  validUseCount: int32(1_000),
})

export const denier: Adapter = defineAdapter<DenierParams>({
  name: 'denier',
  description: 'Answers every check with one configured status',
  templates: ['checknothing', 'listentry', 'quota'],
  params,
  validate({ status, validDuration }) {
    const violations = []
    if (status.code < 0 || status.code > Code.unauthenticated)
      violations.push({
        path: 'status.code',
        message: 'must be a code of google.rpc.Code, 0 to 16',
      })
    if (validDuration < 0)
      violations.push({ path: 'validDuration', message: 'must not be negative' })
    return violations
  },
  build(config) {
    const result = answerOf(config)
    return { handleCheck: () => result, handleQuota: () => NOTHING_GRANTED, close: () => undefined }
  },
  decideAtEdge(config) {
    const result = answerOf(config)
    return () => result
  },
})

function answerOf(config: DenierParams): CheckResult {
  return {
    status: config.status,
    validDurationMs: config.validDuration,
    validUseCount: config.validUseCount,
  }
}

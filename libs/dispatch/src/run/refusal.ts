/** What a rule with `failClosed` does while a part of it cannot work: it refuses what it matches. */
import { BoundedScheduler, Code, status, TEMPLATES } from '@flotilla/adapter-sdk'
import { systemClock } from '@flotilla/time'
import type { CompiledInstance } from '../compile/instances.ts'
import type { CompiledRule } from '../compile/rules.ts'
import { CALL_TIMEOUT_MS } from './deadline.ts'
import type { LiveHandler } from './live-handler.ts'
import type { Match } from './match.ts'
import type { Step } from './routing-table.ts'

/** A refusal may be reused this long: the rule may be mended at any time. */
const VALID_MS = 1_000
const SILENT = {
  isDebug: false,
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
}

export function refusalStep(rule: CompiledRule, match: Match): Step {
  const { name, namespace } = rule
  const refusal = {
    status: status(Code.permissionDenied, 'a part of this rule cannot work, and it fails closed'),
    validDurationMs: VALID_MS,
    validUseCount: 100,
  }
  const handler: LiveHandler = {
    key: `${name}.rule.${namespace}`,
    name: `${name}.rule.${namespace}`,
    adapter: 'failclosed',
    signature: '',
    callTimeoutMs: CALL_TIMEOUT_MS,
    handler: { handleCheck: () => refusal, close: () => undefined },
    tasks: new BoundedScheduler(systemClock, SILENT),
    holders: 0,
  }
  const instance: CompiledInstance = {
    key: `${name}.rule.${namespace}`,
    shortName: name,
    template: TEMPLATES.checknothing,
    builder: {
      shape: { name, template: 'checknothing', types: new Map() },
      attributeNames: [],
      expressions: new Map(),
      split: () => null,
      build: () => ({ template: 'checknothing', name }),
    },
    bindings: null,
    signature: '',
    inferredType: null,
  }
  return { match, handler, action: '', instances: [{ instance, destination: 0, memo: null }] }
}

/** listchecker: allows or denies a text or an address by a list, fetched or given. */
import {
  type Adapter,
  type AdapterEnv,
  bool,
  type CheckInstance,
  type CheckResult,
  Code,
  choice,
  defineAdapter,
  duration,
  type EdgeDecision,
  type Handler,
  int32,
  ipText,
  list,
  message,
  OK,
  type ParamViolation,
  type Status,
  status,
  text,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import { ENTRY_TYPES, type EntryList, type EntryType, listOf } from './entry-list.ts'
import { ProvidedList } from './provided-list.ts'

interface ListCheckerParams {
  readonly providerUrl: string
  readonly refreshInterval: number
  readonly ttl: number
  readonly cachingInterval: number
  readonly cachingUseCount: number
  readonly overrides: readonly string[]
  readonly entryType: EntryType
  readonly blacklist: boolean
}

// Istio 1.4: defaults of the adapter.
const params = message<ListCheckerParams>({
  providerUrl: text(),
  refreshInterval: duration(60_000),
  ttl: duration(300_000),
  cachingInterval: duration(300_000),
  cachingUseCount: int32(10_000),
  overrides: list(text()),
  entryType: choice(ENTRY_TYPES, 'STRINGS'),
  blacklist: bool(),
})

export const listchecker: Adapter = defineAdapter<ListCheckerParams>({
  name: 'listchecker',
  description: 'Allows or denies a value by a list',
  templates: ['listentry'],
  params,
  validate,
  build,
  decideAtEdge: (config) => (config.providerUrl === '' ? givenListDecision(config) : null),
})

async function build(config: ListCheckerParams, env: AdapterEnv): Promise<Handler> {
  if (config.providerUrl === '')
    return { handleCheck: givenListDecision(config), close: () => undefined }
  const provided = new ProvidedList(env, {
    url: config.providerUrl,
    type: config.entryType,
    overrides: config.overrides,
    refreshIntervalMs: config.refreshInterval,
    ttlMs: config.ttl,
  })
  await provided.start()
  return {
    handleCheck: (instance) => {
      const current = provided.current()
      if (current !== null) return decide(config, current, instance)
      if (provided.error !== null) throw new FlotillaError('FLT_ADAPTER_FAILED', provided.error)
      // Istio 1.4 allows here; a list that nobody has is no decision.
      return answer(config, status(Code.unavailable, 'the list is out of date'))
    },
    close: () => undefined,
  }
}

function givenListDecision(config: ListCheckerParams): EdgeDecision {
  const built = listOf(config.entryType, config.overrides)
  if (built.kind === 'bad') throw new FlotillaError('FLT_BUG', built.message)
  return (instance) => decide(config, built.list, instance)
}

function decide(
  config: ListCheckerParams,
  entries: EntryList,
  instance: CheckInstance,
): CheckResult {
  const value = instance.template === 'listentry' ? instance.value : null
  const entry = value instanceof Uint8Array ? ipText(value) : value
  if (typeof entry !== 'string')
    return answer(
      config,
      status(Code.invalidArgument, 'the list entry is neither text nor address'),
    )
  const isListed = entries.has(entry)
  if (isListed === null)
    return answer(config, status(Code.invalidArgument, `${entry} is not a valid IP address`))
  if (isListed === !config.blacklist) return answer(config, OK)
  const reason = config.blacklist ? 'is blacklisted' : 'is not whitelisted'
  return answer(config, status(Code.permissionDenied, `${entry} ${reason}`))
}

function answer(config: ListCheckerParams, result: Status): CheckResult {
  return {
    status: result,
    validDurationMs: config.cachingInterval,
    validUseCount: config.cachingUseCount,
  }
}

function validate(config: ListCheckerParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  const report = (path: string, problem: string): void => {
    violations.push({ path, message: problem })
  }
  if (config.providerUrl !== '' && !isHttpUrl(config.providerUrl))
    report('providerUrl', 'must be an http or https URL with a host')
  if (config.refreshInterval < 1_000) report('refreshInterval', 'must be at least 1s')
  if (config.ttl < config.refreshInterval) report('ttl', 'must not be less than refreshInterval')
  if (config.cachingInterval < 0) report('cachingInterval', 'must not be negative')
  if (config.cachingUseCount < 0) report('cachingUseCount', 'must not be negative')
  const built = listOf(config.entryType, config.overrides)
  if (built.kind === 'bad') report(`overrides[${built.index}]`, built.message)
  return violations
}

function isHttpUrl(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== ''
}

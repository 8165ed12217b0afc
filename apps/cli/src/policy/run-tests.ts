/** Runs policy tests: each case through the same functions as in Mixer, on handlers that live for the file. */
import { isDeepStrictEqual } from 'node:util'
import { BUILTIN_ADAPTERS } from '@flotilla/adapter-builtin'
import { OverlayBag } from '@flotilla/attributes'
import {
  type CheckExplanation,
  DispatchError,
  explainCheck,
  preprocess,
  quota,
  Runtime,
  SILENT_OBSERVER,
} from '@flotilla/dispatch'
import { type ConfigObject, checkFiles, parseDocuments } from '@flotilla/model'
import { systemClock } from '@flotilla/time'
import { RefusedError, readFiles } from '../mesh/galley.ts'
import { ROOT } from '../mesh/layout.ts'
import { bagOf } from './attributes.ts'
import { offlineHost } from './offline-host.ts'
import type { ExpectedHeader, PolicyCase, PolicyTestFile } from './test-file.ts'

const ROOT_NAMESPACE = 'istio-system'

export interface CaseResult {
  readonly name: string
  readonly passed: boolean
  /** What differs first; null where it passed. */
  readonly difference: Difference | null
  /** The rule that decided, and the answer; for whoever wonders. */
  readonly decidedBy: string | null
  readonly decision: CheckExplanation['decision'] | null
  readonly explanation: CheckExplanation | null
}

export interface Difference {
  /** `expect.status`. */
  readonly path: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Results up to and with the first case that fails. Throws RefusedError where the configuration is not valid. */
export async function runPolicyTests(file: PolicyTestFile): Promise<CaseResult[]> {
  const objects = objectsOf(file)
  const runtime = new Runtime({
    adapters: BUILTIN_ADAPTERS,
    defaultNamespace: ROOT_NAMESPACE,
    host: offlineHost(objects.filter((one) => one.kind === 'WorkloadEntry')),
  })
  const { problems } = await runtime.reload(objects.filter(isMixers))
  const errors = problems.filter((one) => one.severity === 'error')
  try {
    if (errors.length > 0)
      throw new RefusedError(
        errors.map(({ object, path, message, code, severity }) => {
          const found = objects.find(
            (one) => one.kind === object.kind && one.metadata.name === object.name,
          )
          const { file: name = file.path, line = 1, column = 1 } = found?.source ?? {}
          return { file: name, line, column, path, message, code, severity }
        }),
      )
    const results: CaseResult[] = []
    for (const one of file.cases) {
      const result = await runCase(runtime, one)
      results.push(result)
      if (!result.passed) break
    }
    return results
  } finally {
    await runtime.close()
  }
}

function isMixers(object: ConfigObject): boolean {
  return object.apiVersion.startsWith('config.istio.io/') && !object.kind.startsWith('QuotaSpec')
}

function objectsOf(file: PolicyTestFile): readonly ConfigObject[] {
  const given = readFiles(file.config)
  const { objects, violations } = checkFiles(given, { namespace: 'default', references: false })
  const errors = violations.filter((one) => one.severity === 'error')
  if (errors.length > 0) throw new RefusedError(errors)
  if (!file.base) return objects
  const own = new Set(objects.map(keyOf))
  const base = readFiles([`${ROOT}/deploy/mesh`])
    .flatMap(({ name, text }) => parseDocuments(name, text).objects)
    .filter((one) => !own.has(keyOf(one)))
  return [...base, ...objects]
}

function keyOf({ kind, metadata }: ConfigObject): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`
}

async function runCase(runtime: Runtime, one: PolicyCase): Promise<CaseResult> {
  const { table } = runtime
  const context = { clock: systemClock, observer: SILENT_OBSERVER }
  const bag = bagOf(Object.entries(one.attributes), table.snapshot.vocabulary)
  const explanation = await explainCheck(context, table, bag, ROOT_NAMESPACE)
  const { decision } = explanation
  const granted: Record<string, number> = {}
  if (decision.isAllowed)
    for (const [name, amount] of Object.entries(one.quotas)) {
      const request = { name, amount: BigInt(amount), isBestEffort: false, dedupId: '' }
      const merged = new OverlayBag(bag)
      await preprocess(context, table, merged, null)
      const result = await quota(context, table, merged, null, request)
      granted[name] = result instanceof DispatchError ? 0 : Number(result.amount)
    }
  const difference = firstDifference(one, explanation, granted)
  return {
    name: one.name,
    passed: difference === null,
    difference,
    decidedBy: decision.rule,
    decision,
    explanation: difference === null ? null : explanation,
  }
}

function firstDifference(
  { expect }: PolicyCase,
  { decision, rules }: CheckExplanation,
  granted: Readonly<Record<string, number>>,
): Difference | null {
  const matched = rules
    .filter((rule) => rule.result === 'matched')
    .map(({ namespace, name }) => `${namespace}/${name}`)
  const directive = decision.routeDirective
  const instances = new Map(
    rules.flatMap((rule) =>
      rule.actions.flatMap((action) =>
        action.instances.map((instance) => [instance.name, instance.fields] as const),
      ),
    ),
  )
  const differs = (path: string, expected: unknown, actual: unknown): Difference | null =>
    expected === undefined || isDeepStrictEqual(expected, actual)
      ? null
      : { path: `expect.${path}`, expected, actual }
  const message =
    expect.message === undefined || decision.message.includes(expect.message)
      ? undefined
      : expect.message
  return (
    differs('decision', expect.decision, decision.isAllowed ? 'allow' : 'deny') ??
    differs('status', expect.status, decision.status) ??
    differs('message', message, decision.message) ??
    differs('rule', expect.rule, decision.rule) ??
    missing('matched', expect.matched, matched, true) ??
    missing('notMatched', expect.notMatched, matched, false) ??
    headers('requestHeaders', expect.requestHeaders, directive?.requestHeaderOperations ?? []) ??
    headers('responseHeaders', expect.responseHeaders, directive?.responseHeaderOperations ?? []) ??
    differs('directResponse.code', expect.directResponse?.code, directive?.directResponseCode) ??
    differs('directResponse.body', expect.directResponse?.body, directive?.directResponseBody) ??
    emitted(expect.instances ?? {}, instances) ??
    differs('quotas', expect.quotas, expect.quotas === undefined ? undefined : granted)
  )
}

function missing(
  path: string,
  names: readonly string[] | undefined,
  matched: readonly string[],
  wanted: boolean,
): Difference | null {
  const wrong = names?.find((name) => matched.includes(name) !== wanted)
  return wrong === undefined ? null : { path: `expect.${path}`, expected: wrong, actual: matched }
}

function headers(
  path: string,
  expected: readonly ExpectedHeader[] | undefined,
  actual: readonly { readonly name: string; readonly value: string; readonly operation: string }[],
): Difference | null {
  if (expected === undefined) return null
  const isEqual =
    expected.length === actual.length &&
    expected.every(({ name, value, operation }, i) => {
      const found = actual[i]
      return (
        found?.name === name.toLowerCase() &&
        (value === undefined || found.value === value) &&
        (operation === undefined || found.operation === operation)
      )
    })
  return isEqual ? null : { path: `expect.${path}`, expected, actual }
}

/** The fields that are given must be equal; others may be there. */
function emitted(
  expected: Readonly<Record<string, unknown>>,
  actual: ReadonlyMap<string, unknown>,
): Difference | null {
  for (const [name, fields] of Object.entries(expected)) {
    const found = actual.get(name)
    const path = `expect.instances[${JSON.stringify(name)}]`
    if (fields === null) {
      if (found !== undefined) return { path, expected: null, actual: found }
    } else if (found === undefined) return { path, expected: fields, actual: null }
    else if (!covers(found, fields)) return { path, expected: fields, actual: found }
  }
  return null
}

function covers(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return String(actual) === String(expected)
  if (typeof actual !== 'object' || actual === null) return false
  const fields = actual as Readonly<Record<string, unknown>>
  return Object.entries(expected).every(([name, one]) => covers(fields[name], one))
}

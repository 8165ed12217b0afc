/** The published cases of the expression language, run against the compiler; what is left out is named with its reason. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  type AttributeValue,
  DurationValue,
  isStringMap,
  MutableBag,
  ReferenceTracker,
  sameIp,
  TimestampValue,
  ValueType,
  valueTypeName,
  valueTypeOf,
} from '@flotilla/attributes'
import {
  compile,
  dnsName,
  EvaluationError,
  type Extern,
  email,
  FUNCTIONS,
  type FunctionDefinition,
  parse,
  parseRfc3339,
  printNode,
  requiredEqualities,
  sameDnsName,
  sameEmail,
  sameUri,
  uri,
} from './index.ts'
import { doubleLiteral, integerLiteral, stringLiteral } from './literal.ts'

const SHARED =
  process.env['FLOTILLA_SHARED'] ?? new URL('../../../../shared', import.meta.url).pathname
const FILE = `${SHARED}/conformance/expressions.json`
const isThere = existsSync(FILE)
// biome-ignore lint/suspicious/noExplicitAny: the file's shape is described beside it, and a test may trust it
const data: any = isThere ? JSON.parse(readFileSync(FILE, 'utf8')) : null

interface EncodedValue {
  readonly type: string
  readonly value: unknown
}

interface Case {
  readonly index?: number
  readonly expr: string
  readonly mode?: string
  readonly attributes: Record<string, EncodedValue>
}

function decode({ type, value }: EncodedValue): AttributeValue {
  const text = String(value)
  switch (type) {
    case 'INT64':
      return BigInt(text)
    case 'DOUBLE':
      return Number(text)
    case 'BOOL':
      return value === true
    case 'DURATION':
      return new DurationValue(BigInt(text.replace('ns', '')))
    case 'TIMESTAMP':
      return parseRfc3339(text) ?? new TimestampValue(0n)
    case 'BYTES':
      return Uint8Array.from(Buffer.from(text, 'hex'))
    case 'STRING_MAP':
      return new Map(Object.entries(value as Record<string, string>)) // as its encoding says
    case 'GO_INT': // a type that no attribute has: a timestamp is as foreign to what the case declares
      return new TimestampValue(BigInt(text))
    default:
      return text
  }
}

function bagOf(attributes: Record<string, EncodedValue>): MutableBag {
  return new MutableBag(Object.entries(attributes).map(([name, value]) => [name, decode(value)]))
}

function environment(manifest: Record<string, string>, extra: readonly ExtraFunction[] = []) {
  const functions = new Map(FUNCTIONS)
  for (const fn of extra) functions.set(fn.name, definitionOf(fn))
  return { attributeType: (name: string) => valueTypeOf(manifest[name] ?? ''), functions }
}

interface ExtraFunction {
  readonly name: string
  readonly instance: boolean
  readonly targetType?: string
  readonly returnType: string
  readonly argumentTypes?: readonly string[]
}

const reverse: Extern = (args) => [...String(args[0])].reverse().join('')

function definitionOf(fn: ExtraFunction): FunctionDefinition {
  const type = (name: string): ValueType => valueTypeOf(name) ?? ValueType.VALUE_TYPE_UNSPECIFIED
  return {
    isInstance: fn.instance,
    targetType: type(fn.targetType ?? ''),
    argumentTypes: (fn.argumentTypes ?? []).map(type),
    returnType: type(fn.returnType),
    extern: reverse,
  }
}

/** Compares two values as the data means them; doubles bit by bit, addresses by value. */
function assertValue(
  actual: AttributeValue | EvaluationError,
  expected: EncodedValue,
  label: string,
) {
  assert.ok(
    !(actual instanceof EvaluationError),
    `${label}: ${actual instanceof EvaluationError ? actual.message : ''}`,
  )
  const wanted = decode(expected)
  if (actual instanceof Uint8Array && wanted instanceof Uint8Array)
    assert.ok(sameIp(actual, wanted), label)
  else
    assert.deepEqual(
      typeof actual === 'object' && isStringMap(actual) ? new Map(actual) : actual,
      wanted,
      label,
    )
}

/** References as the wire shows them: a key equal to "" is no key. */
function wireReferences(tracker: ReferenceTracker): object[] {
  return tracker.references().map(({ name, mapKey, condition }) => ({
    name,
    ...(mapKey === null || mapKey === '' ? {} : { mapKey }),
    condition: condition === 1 ? 'ABSENCE' : 'EXACT',
  }))
}

interface Observed {
  readonly type?: string
  readonly value?: EncodedValue
  readonly compileError?: string
  readonly evalError?: string
  readonly wireReferenced?: readonly { name: string; mapKey?: string; condition: string }[]
}

/** Messages whose tail comes from a library of another language compare up to there. */
function messageClass(message: string): string {
  return message.replace(
    /^(error converting '.*?' to e-mail: ).*|^(error converting string to uri).*|^(unable to parse expression).*|^(unexpected expression).*/su,
    '$1$2$3$4',
  )
}

function run(one: Case, observed: Observed, env: ReturnType<typeof environment>, exact: boolean) {
  const label = `#${one.index} ${one.expr}`
  const result = compile(one.expr, env)
  if (observed.compileError !== undefined) {
    assert.equal(result.kind, 'bad', label)
    if (exact && result.kind === 'bad')
      assert.equal(messageClass(result.error.message), messageClass(observed.compileError), label)
    return
  }
  assert.ok(result.kind === 'ok', `${label}: ${result.kind === 'bad' ? result.error.message : ''}`)
  assert.equal(valueTypeName(result.expression.type), observed.type, label)
  const tracker = new ReferenceTracker()
  const value = result.expression.evaluate(bagOf(one.attributes), tracker)
  if (observed.evalError !== undefined) {
    assert.ok(value instanceof EvaluationError, `${label}: ${String(value)}`)
    if (exact) assert.equal(messageClass(value.message), messageClass(observed.evalError), label)
  } else if (observed.value !== undefined) assertValue(value, observed.value, label)
  const sortKey = (r: { name: string; mapKey?: string }): string => `${r.name}\0${r.mapKey ?? ''}`
  const wanted = [...(observed.wireReferenced ?? [])].sort((a, b) =>
    sortKey(a) < sortKey(b) ? -1 : 1,
  )
  assert.deepEqual(wireReferences(tracker), wanted, label)
}

function report(
  t: { diagnostic(text: string): void; skip(text: string): void },
  passed: number,
  leftOut: string,
) {
  if (!isThere) t.skip(`no conformance data at ${FILE}`)
  else t.diagnostic(`${passed} passed; left out: ${leftOut}`)
}

test('main expression table', (t) => {
  const cases = data?.cexl ?? []
  for (const one of cases)
    run(one, one.observed, environment(data.manifests[one.manifest], one.extraFunctions), true)
  report(t, cases.length, 'none')
})

test('main expression table: what each case itself expects', (t) => {
  const cases = data?.cexl ?? []
  for (const one of cases) {
    const { expected } = one
    const result = compile(one.expr, environment(data.manifests[one.manifest], one.extraFunctions))
    if (result.kind === 'bad') {
      assert.equal(
        messageClass(result.error.message),
        messageClass(expected.compileError),
        one.expr,
      )
      continue
    }
    const value = result.expression.evaluate(bagOf(one.attributes), null)
    if (expected.evalErrorPrefix !== undefined) {
      assert.ok(value instanceof EvaluationError)
      assert.ok(
        messageClass(value.message).startsWith(messageClass(expected.evalErrorPrefix)),
        one.expr,
      )
    } else if (expected.value) assertValue(value, expected.value, one.expr)
  }
  report(t, cases.length, 'none')
})

test('probes', (t) => {
  const leftOut = new Map<string, number>()
  let passed = 0
  for (const one of data?.probes.cases ?? []) {
    const reason =
      one.mode !== undefined && one.mode !== 'CEXL'
        ? 'CEL modes are not built'
        : one.referenceDefect
          ? 'Mixer misbehaves, ours follows the specification'
          : one.toolchainDependent
            ? 'depends on a toolchain'
            : null
    if (reason !== null) {
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1)
      continue
    }
    run(
      one,
      one.observed,
      environment({ ...data.probes.manifest, ...one.extraManifest }),
      one.compareMessage === 'exact',
    )
    passed++
  }
  report(t, passed, [...leftOut].map(([reason, n]) => `${n} (${reason})`).join(', ') || 'none')
})

test('trees', (t) => {
  for (const { expr, postfix } of data?.astPostfix ?? []) {
    const result = parse(expr)
    assert.equal(result.kind === 'ok' ? printNode(result.node) : JSON.stringify(result), postfix)
  }
  for (const { expr, errorContains } of data?.astBadParse ?? []) {
    const result = parse(expr)
    assert.ok(result.kind === 'bad' && result.error.message.includes(errorContains), expr)
  }
  report(t, (data?.astPostfix.length ?? 0) + (data?.astBadParse.length ?? 0), 'none')
})

test('equalities that an expression requires', (t) => {
  for (const { expr, equalities } of data?.extractEq ?? []) {
    const result = parse(expr)
    assert.ok(result.kind === 'ok')
    assert.deepEqual(Object.fromEntries(requiredEqualities(result.node)), equalities, expr)
  }
  report(t, data?.extractEq.length ?? 0, 'none')
})

test('typing of literals', (t) => {
  for (const { literal, type, expected } of data?.newConstant ?? []) {
    const make =
      type === 'INT64' ? integerLiteral : type === 'DOUBLE' ? doubleLiteral : stringLiteral
    const result = make(literal)
    if (expected.errorContains !== undefined)
      assert.ok(result.kind === 'bad' && result.message.includes(expected.errorContains), literal)
    else
      assert.equal(
        result.kind === 'ok' ? String(result.value) : result.message,
        String(expected.value),
      )
  }
  report(t, data?.newConstant.length ?? 0, 'none')
})

test('type checks', (t) => {
  const check = (
    one: { expr: string; expected: { type?: string; errorContains?: string } },
    env: ReturnType<typeof environment>,
  ) => {
    const result = compile(one.expr, env)
    if (one.expected.errorContains !== undefined)
      assert.ok(
        result.kind === 'bad' && result.error.message.includes(one.expected.errorContains),
        one.expr,
      )
    else
      assert.equal(
        result.kind === 'ok' ? valueTypeName(result.expression.type) : JSON.stringify(result),
        one.expected.type,
        one.expr,
      )
  }
  for (const one of data?.typeCheck ?? []) check(one, environment(one.manifest, one.extraFunctions))
  for (const one of data?.typeChecker.cases ?? [])
    check(one, environment(data.typeChecker.manifest))
  report(t, (data?.typeCheck.length ?? 0) + (data?.typeChecker.cases.length ?? 0), 'none')
})

const EXTRA_EXTERNS: Record<string, (a: string, b: string) => AttributeValue | EvaluationError> = {
  dnsName,
  email,
  uri,
  dnsName_equal: sameDnsName,
  email_equal: sameEmail,
  uri_equal: sameUri,
  ip_equal: (a, b) => {
    const call = (text: string) => FUNCTIONS.get('ip')?.extern?.([text]) as Uint8Array // the cases give addresses
    return sameIp(call(a), call(b))
  },
  timestamp_equal: (a, b) => parseRfc3339(a)?.ns === parseRfc3339(b)?.ns,
}

test('functions called directly', (t) => {
  for (const { fn, args, expected } of data?.externs ?? []) {
    const label = `${fn}(${JSON.stringify(args)})`
    const extra = EXTRA_EXTERNS[fn]
    const value = extra ? extra(args[0], args[1]) : FUNCTIONS.get(fn)?.extern?.(args)
    if (expected.error) assert.ok(value instanceof EvaluationError, label)
    else if (fn === 'emptyStringMap') assert.deepEqual(value, new Map(), label)
    else assert.deepEqual(value, expected.value, label)
  }
  report(t, data?.externs.length ?? 0, 'none')
})

test('CEL modes', (t) => {
  if (!isThere) t.skip(`no conformance data at ${FILE}`)
  else
    t.diagnostic(
      `left out: celNative, ${data.celNative.cases.length} cases: CEL modes are not built`,
    )
})

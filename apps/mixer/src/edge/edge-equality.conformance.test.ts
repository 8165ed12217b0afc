/** The published cases of the expression language, each in a rule: the proxy decides as the server does. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  type AttributeValue,
  DurationValue,
  MutableBag,
  TimestampValue,
} from '@flotilla/attributes'
import { parseRfc3339 } from '@flotilla/cexl'
import { BothEnds, object } from '../testdata/both-ends.ts'

const SHARED =
  process.env['FLOTILLA_SHARED'] ?? new URL('../../../../../shared', import.meta.url).pathname
const FILE = `${SHARED}/conformance/expressions.json`

interface EncodedValue {
  readonly type: string
  readonly value: unknown
}

interface Case {
  readonly expr: string
  readonly mode?: string
  readonly manifest?: string
  readonly extraManifest?: Record<string, string>
  readonly extraFunctions?: readonly unknown[]
  readonly attributes: Record<string, EncodedValue>
  readonly observed: { readonly type?: string; readonly compileError?: string }
}

interface Data {
  readonly manifests: Record<string, Record<string, string>>
  readonly cexl: readonly Case[]
  readonly probes: { readonly manifest: Record<string, string>; readonly cases: readonly Case[] }
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
    case 'GO_INT':
      return new TimestampValue(BigInt(text))
    case 'BYTES':
      return Uint8Array.from(Buffer.from(text, 'hex'))
    case 'STRING_MAP':
      return new Map(Object.entries(value as Record<string, string>)) // as its encoding says
    default:
      return text
  }
}

/** The expression as a rule's match where it can be one, else as what a list is asked for. */
function objectsOf(one: Case, manifest: Record<string, string>) {
  const isMatch = one.observed.type === 'BOOL'
  const types = { ...manifest, ...one.extraManifest, 'destination.namespace': 'STRING' }
  const attributes = Object.fromEntries(
    Object.entries(types).map(([name, valueType]) => [name, { valueType }]),
  )
  const params = { value: isMatch ? '"listed"' : one.expr }
  return [
    object('attributemanifest', 'a/attributes', { attributes }),
    object('handler', 'a/h', {
      compiledAdapter: 'listchecker',
      params: { overrides: ['listed', 'abc', 'bar'], blacklist: true },
    }),
    object('instance', 'a/n', { compiledTemplate: 'listentry', params }),
    object('rule', 'a/r', {
      match: isMatch ? one.expr : '',
      actions: [{ handler: 'h', instances: ['n'] }],
    }),
  ]
}

test('every published expression', async (t) => {
  if (!existsSync(FILE)) {
    t.skip(`no conformance data at ${FILE}`)
    return
  }
  const data = JSON.parse(readFileSync(FILE, 'utf8')) as Data // described beside the file
  const cases = [
    ...data.cexl.map((one) => ({ one, manifest: data.manifests[one.manifest ?? ''] ?? {} })),
    ...data.probes.cases.map((one) => ({ one, manifest: data.probes.manifest })),
  ]
  let local = 0
  let failing = 0
  let leftOut = 0
  for (const { one, manifest } of cases) {
    if (one.extraFunctions !== undefined || (one.mode !== undefined && one.mode !== 'CEXL')) {
      leftOut++
      continue
    }
    const ends = await BothEnds.of(objectsOf(one, manifest))
    const bag = new MutableBag([['destination.namespace', 'a']])
    for (const [name, value] of Object.entries(one.attributes)) bag.set(name, decode(value))
    const edge = ends.edge('a')
    assert.ok(edge !== null, one.expr)
    const answer = await ends.server(bag)
    assert.deepEqual(edge.decide(bag), answer, one.expr)
    if (answer === null) failing++
    else local++
    await ends.close()
  }
  t.diagnostic(
    `${local} decided in the proxy as at the server, ${failing} asked of the server since they have no value; ` +
      `left out: ${leftOut} (functions or modes that rules do not have)`,
  )
})

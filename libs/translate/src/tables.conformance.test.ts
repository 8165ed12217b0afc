/** Istio's tables of pure functions: host names, gateways, protocols, retries, mirrors, catch-alls, delegates, localities. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { equals, retryOf } from './conformance/expect.ts'
import { prioritize } from './endpoint/locality.ts'
import {
  compareSpecificity,
  hostsForNamespace,
  isSubsetOf,
  overlaps,
  resolveGateway,
} from './host-name.ts'
import { hasConflict, mergeDelegate, mergeMatches } from './policy/delegates.ts'
import { selectProtocol } from './protocol.ts'
import { isCatchAllMatch } from './route/catch-all.ts'
import { fractionOf } from './route/percent.ts'
import { mirrorPercent } from './route/resolve-rules.ts'
import { inboundRetryPolicy, retryPolicy } from './route/retry-policy.ts'
import type { Endpoint } from './service/service.ts'
import type { HttpMatch, HttpRule, LocalityLbSetting, Retries } from './spec-types.ts'

const shared = process.env['FLOTILLA_SHARED'] ?? join(import.meta.dirname, '../../../../shared')
const folder = join(shared, 'conformance/routes/tables')

type Case = Readonly<Record<string, unknown>>
/** What was seen where it is not what the case wants, else null. */
type Check = (one: Case) => { readonly wanted: unknown; readonly seen: unknown } | null

const CHECKS: Readonly<Record<string, Check>> = {
  'host-names.json': hostName,
  'gateway-names.json': (one) =>
    compare(one['resolved'], resolveGateway(String(one['gateway']), String(one['namespace']))),
  'protocol-selection.json': (one) =>
    compare(
      one['protocol'],
      selectProtocol({
        number: Number(one['port']),
        name: String(one['portName']),
        transport: String(one['transport']),
        appProtocol: one['appProtocol'] as string | null,
      }),
    ),
  'retry.json': retry,
  'mirror-percent.json': mirror,
  'catch-all.json': (one) => compare(one['catchAll'], isCatchAllMatch(one['match'] as HttpMatch)),
  'delegate-conflicts.json': (one) =>
    compare(one['conflict'], hasConflict(one['root'] as HttpMatch, one['delegate'] as HttpMatch)),
  'delegate-matches.json': (one) =>
    compare(
      one['expected'],
      mergeMatches(one['root'] as HttpMatch[], one['delegate'] as HttpMatch[]),
    ),
  'delegate-routes.json': (one) =>
    compare(one['expected'], mergeDelegate(one['root'] as HttpRule, one['delegate'] as HttpRule[])),
  'locality-lb.json': locality,
}

const LEFT_OUT: Readonly<Record<string, string>> = {
  'locality-effective.json': 'zone-aware settings and trafficDistribution are not served yet',
}

test('routes: tables', (t) => {
  if (!existsSync(folder)) {
    t.skip(`${folder} is absent: set FLOTILLA_SHARED to where the conformance data is`)
    return
  }
  const failed: string[] = []
  for (const file of readdirSync(folder).sort()) {
    const { cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: Case[] }
    const check = CHECKS[file]
    if (check === undefined) {
      t.diagnostic(`${file}: ${cases.length} left out: ${LEFT_OUT[file] ?? 'unknown table'}`)
      assert.ok(file in LEFT_OUT, `${file} is neither run nor left out with a reason`)
      continue
    }
    let passed = 0
    for (const [i, one] of cases.entries()) {
      const difference = check(one)
      if (difference === null) passed++
      else failed.push(`${file} ${i} ${one['name'] ?? ''}: ${JSON.stringify(difference)}`)
    }
    t.diagnostic(`${file}: ${passed} of ${cases.length} passed`)
  }
  assert.deepEqual(failed, [])
})

function compare(wanted: unknown, seen: unknown): ReturnType<Check> {
  return equals(wanted, seen) && equals(seen, wanted) ? null : { wanted, seen }
}

function hostName(one: Case): ReturnType<Check> {
  const a = String(one['a'])
  const b = String(one['b'])
  switch (one['op']) {
    case 'overlaps':
      return compare(one['out'], overlaps(a, b))
    case 'subsetOf':
      return compare(one['out'], isSubsetOf(a, b))
    case 'moreSpecific':
      return compare(one['out'], compareSpecificity(a, b) <= 0)
    case 'sort':
      return compare(one['out'], [...(one['in'] as string[])].sort(compareSpecificity))
    default:
      return compare(one['out'], hostsForNamespace(one['in'] as string[], String(one['namespace'])))
  }
}

function retry(one: Case): ReturnType<Check> {
  const retries = one['retries'] as Retries
  const policy =
    one['direction'] === 'inbound'
      ? inboundRetryPolicy(retries)
      : retryPolicy({ retries, hasConsistentHash: one['consistentHash'] === true })
  const wanted = one['expected'] as Case | null
  const seen = retryOf(policy)
  return equals(wanted, seen) ? null : { wanted, seen }
}

function mirror(one: Case): ReturnType<Check> {
  const rule = one['route'] as HttpRule
  const [first] = rule.mirrors ?? []
  const percent =
    first === undefined
      ? mirrorPercent(rule)
      : first.percentage === undefined
        ? null
        : (first.percentage.value ?? 0)
  const { numerator, denominator } = fractionOf(percent)
  const perMillion = numerator * ([10_000, 100, 1][denominator] ?? 1)
  return compare(one['perMillion'], percent === 0 ? null : perMillion)
}

interface RawEndpoint {
  readonly address: string
  readonly labels: Readonly<Record<string, string>>
  readonly locality: string
}

function locality(one: Case): ReturnType<Check> {
  const policy = {
    locality: String(one['proxyLocality']),
    labels: (one['proxyLabels'] ?? {}) as Record<string, string>,
    setting: one['setting'] as LocalityLbSetting,
    hasFailover: one['outlierDetection'] === true,
  }
  const raw = one['endpoints'] as RawEndpoint[] | undefined
  if (raw === undefined) {
    const localities = one['localities'] as (string | null)[]
    const groups = localities.map((text) => ({ locality: text ?? '', endpoints: [], weight: 1 }))
    const split = prioritize(groups, policy)
    const of = (group: (typeof groups)[number]): (typeof split)[number] | undefined =>
      split.find((two) => two.locality === group.locality)
    return 'expectedWeights' in one
      ? compare(
          one['expectedWeights'],
          groups.map((group) => of(group)?.weight ?? 0),
        )
      : compare(
          one['expectedPriorities'],
          groups.map((group) => of(group)?.priority),
        )
  }
  const groups = [...Map.groupBy(raw, (each) => each.locality)].map(([text, members]) => ({
    locality: text,
    weight: members.length,
    endpoints: members.map((each) => ({
      endpoint: { ...each, weight: 1 } as unknown as Endpoint, // only labels and weight are read
      speaksMeshTls: false,
    })),
  }))
  const seen: Record<string, number> = {}
  for (const group of prioritize(groups, policy))
    for (const { endpoint } of group.endpoints) seen[endpoint.address] = group.priority
  return compare(one['expectedPriority'], seen)
}

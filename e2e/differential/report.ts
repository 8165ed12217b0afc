/** Writes what a run found: a line per bootstrap, the first differences readable, and a summary by area. */
import type { Difference } from './compare.ts'
import type { Bootstrap } from './model.ts'
import type { BootstrapResult, ExchangeResult } from './run.ts'

export interface Row {
  readonly bootstrap: Bootstrap
  readonly result: BootstrapResult
  readonly tookMs: number
}

export interface Totals {
  readonly passed: number
  readonly failed: number
}

const SHOWN_PER_BOOTSTRAP = 3
const SHOWN_TEXT = 300

export function totalsOf(row: Row): Totals {
  const { result, bootstrap } = row
  if (result.kind !== 'ran') return { passed: 0, failed: bootstrap.exchanges.length }
  const failed = result.results.filter((one) => one.differences.length > 0).length
  return { passed: result.results.length - failed, failed }
}

/** The lines for one bootstrap. */
export function describeRow(row: Row): string {
  const { result, bootstrap } = row
  const { passed, failed } = totalsOf(row)
  const verdict = failed === 0 ? 'ok  ' : 'FAIL'
  const head = `${verdict} ${bootstrap.area}/${bootstrap.name}: ${passed} passed, ${failed} failed (${(row.tookMs / 1000).toFixed(1)} s)`
  if (result.kind === 'refused') return `${head}\n     not loaded: ${indent(result.reason)}`
  if (result.kind === 'broken') return `${head}\n     broken: ${indent(result.reason)}`
  const bad = result.results.filter((one) => one.differences.length > 0)
  const shown = bad.slice(0, SHOWN_PER_BOOTSTRAP).map(describeExchange)
  const more = bad.length > shown.length ? [`     … and ${bad.length - shown.length} more`] : []
  return [head, ...shown, ...more].join('\n')
}

function describeExchange(result: ExchangeResult): string {
  return [
    `   - ${result.exchange.name}`,
    ...result.differences.slice(0, 6).map(describeDifference),
  ].join('\n')
}

function describeDifference({ field, envoy, ours }: Difference): string {
  return `       ${field}\n         envoy ${cut(envoy)}\n         ours  ${cut(ours)}`
}

function cut(text: string): string {
  const shown = JSON.stringify(text)
  return shown.length > SHOWN_TEXT ? `${shown.slice(0, SHOWN_TEXT)}…` : shown
}

function indent(text: string): string {
  return text.slice(0, 4_000).replaceAll('\n', '\n       ')
}

/** Markdown for whoever fixes: per area what does not load, and the differences grouped by field and values. */
export function markdown(rows: readonly Row[], seed: number): string {
  const areas = [...new Set(rows.map((row) => row.bootstrap.area))]
  const sum = sumOf(rows)
  const lines = [
    '# Differences from Envoy',
    '',
    `${rows.length} bootstraps, ${sum.passed} exchanges passed, ${sum.failed} failed, seed ${seed}.`,
    '',
  ]
  lines.push('## The most frequent', '')
  lines.push(...groupLines(rows.flatMap(resultsOf), 60), '')
  for (const area of areas) {
    const own = rows.filter((row) => row.bootstrap.area === area)
    const total = sumOf(own)
    lines.push(`## ${area}: ${total.passed} passed, ${total.failed} failed`, '')
    for (const row of own) lines.push(...areaLines(row))
  }
  return `${lines.join('\n')}\n`
}

function sumOf(rows: readonly Row[]): Totals {
  const all = rows.map(totalsOf)
  return {
    passed: all.reduce((sum, one) => sum + one.passed, 0),
    failed: all.reduce((sum, one) => sum + one.failed, 0),
  }
}

function areaLines(row: Row): string[] {
  const { result, bootstrap } = row
  const { passed, failed } = totalsOf(row)
  if (failed === 0) return [`- ${bootstrap.name}: ${passed} passed`]
  const lines = [`### ${bootstrap.name}: ${passed} passed, ${failed} failed`, '']
  if (result.kind !== 'ran')
    return [...lines, '```', result.kind, result.reason.slice(0, 4_000), '```', '']
  lines.push(...groupLines(resultsOf(row), 40))
  return [...lines, '']
}

interface Named {
  readonly name: string
  readonly differences: readonly Difference[]
}

function resultsOf({ bootstrap, result }: Row): readonly Named[] {
  if (result.kind !== 'ran') return []
  return result.results.map(({ exchange, differences }) => ({
    name: `${bootstrap.area}/${bootstrap.name}: ${exchange.name}`,
    differences,
  }))
}

/** Differences of the same field and values once, the most frequent first. */
function groupLines(results: readonly Named[], limit: number): string[] {
  const groups = new Map<string, { count: number; example: string; difference: Difference }>()
  for (const { name, differences } of results) {
    for (const difference of differences) {
      const key = `${difference.field}\n${cut(difference.envoy)}\n${cut(difference.ours)}`
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { count: 1, example: name, difference })
      else group.count++
    }
  }
  return [...groups.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
    .flatMap(({ count, example, difference }) => [
      `- **${difference.field}** ×${count}, as in \`${cut(example).slice(1, -1)}\``,
      `  - envoy \`${cut(difference.envoy)}\``,
      `  - ours \`${cut(difference.ours)}\``,
    ])
}

/** For programs. */
export function json(rows: readonly Row[], seed: number): unknown {
  return {
    seed,
    bootstraps: rows.map((row) => ({
      name: `${row.bootstrap.area}/${row.bootstrap.name}`,
      ...totalsOf(row),
      kind: row.result.kind,
      ...(row.result.kind === 'ran'
        ? {
            failures: row.result.results
              .filter((one) => one.differences.length > 0)
              .map((one) => ({
                exchange: one.exchange.name,
                acts: one.exchange.acts,
                answer: one.exchange.script?.attempts[0] ?? [],
                differences: one.differences,
              })),
            known: [...new Set(row.result.results.flatMap((one) => one.known))],
          }
        : { reason: row.result.reason }),
    })),
    ...sumOf(rows),
  }
}

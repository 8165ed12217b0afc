/** The soak's result as text, and its section of docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from '../src/cli.ts'
import type { Tally } from './paced.ts'
import type { Sample } from './samples.ts'

const BEGIN = '<!-- soak: begin -->'
const END = '<!-- soak: end -->'

export interface Report {
  readonly minutes: number
  readonly samples: readonly Sample[]
  /** MB a minute over the second half. */
  readonly rssSlope: number
  readonly heapSlope: number
  /** Open files before and after. */
  readonly fds: readonly [number, number]
  /** Configurations that were pushed. */
  readonly turns: number
  readonly loads: ReadonlyMap<string, Tally>
  /** What did not hold; empty when all did. */
  readonly problems: readonly string[]
}

/** @param writes whether the section of the page is replaced too. */
export function writeReport(report: Report, writes: boolean): string {
  const text = render(report)
  if (!writes) return text
  const file = join(ROOT, 'docs', 'performance.md')
  const page = readFileSync(file, 'utf8')
  const [head = '', rest = ''] = page.split(BEGIN)
  const tail = rest.split(END)[1] ?? '\n'
  writeFileSync(file, `${head}${BEGIN}\n${text}${END}${tail}`)
  return text
}

function render(report: Report): string {
  const { samples, minutes, fds, turns, loads } = report
  const half = samples[Math.floor(samples.length / 2)]
  const cpu = samples.reduce((sum, one) => sum + one.cpuPct, 0) / samples.length
  const sum = (pick: (tally: Tally) => number): number =>
    [...loads.values()].reduce((all, one) => all + pick(one), 0)
  const mb = (value: number | undefined): string => (value ?? 0).toFixed(1)
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores (${platform()} ${arch()}, Node ${process.version}), ${minutes} minutes:`,
    `${sum((one) => one.done)} pieces of work of ${loads.size} kinds, ${turns} configurations; ${sum((one) => one.failed)} failures that nobody provoked; the proxy used ${cpu.toFixed(0)} % of a core.`,
    '',
    '| | first sample | half-time | end | slope of the second half |',
    '|---|---|---|---|---|',
    `| RSS MB | ${mb(samples[0]?.rssMb)} | ${mb(half?.rssMb)} | ${mb(samples.at(-1)?.rssMb)} | ${report.rssSlope.toFixed(2)} a minute |`,
    `| heap MB | ${mb(samples[0]?.heapMb)} | ${mb(half?.heapMb)} | ${mb(samples.at(-1)?.heapMb)} | ${report.heapSlope.toFixed(2)} a minute |`,
    `| open files | ${samples[0]?.fds} | ${half?.fds} | ${samples.at(-1)?.fds} | ${fds[0]} before, ${fds[1]} after the load |`,
    '',
  ].join('\n')
}

/** CPU time and memory of a process, from /proc. */
import { readFileSync } from 'node:fs'

export interface Usage {
  /** User plus system time, µs. */
  readonly cpuUs: number
  /** Resident set, bytes. */
  readonly rssBytes: number
}

/** Clock ticks of /proc/PID/stat: 100 a second on every Linux that Node runs on. */
const US_PER_TICK = 10_000
const PAGE_BYTES = 4096

export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return { cpuUs: ticks * US_PER_TICK, rssBytes: Number(fields[21]) * PAGE_BYTES }
}

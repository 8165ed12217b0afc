/** What the soaked proxy's access log says, by what was asked and how it ended. */
import { readFileSync } from 'node:fs'

const LINES_MAX = 60

/** Method, path, protocol, code, flags and details with how often each stands there; ordinary ends last. */
export function summarizeLog(file: string): string {
  const counts = new Map<string, number>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue
    const key = line.split(' ').slice(0, 6).join(' ')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const isOrdinary = (key: string): number => (key.endsWith(' - via_upstream') ? 1 : 0)
  return [...counts]
    .sort(([a, m], [b, n]) => isOrdinary(a) - isOrdinary(b) || n - m)
    .slice(0, LINES_MAX)
    .map(([key, count]) => `${String(count).padStart(7)} ${key}\n`)
    .join('')
}

/**
 * The journal of everything that a mesh made outside its state directory, written before each thing is made, so that
 * `down` and the next `up` can remove it all even after a crash. One JSON line an entry; a thing is noted again as gone.
 */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import type { ProcessRef } from './processes.ts'

export type Made =
  | { readonly kind: 'process'; readonly name: string; readonly ref: ProcessRef }
  | { readonly kind: 'namespace'; readonly name: string }
  | { readonly kind: 'link'; readonly name: string }
  | { readonly kind: 'path'; readonly path: string }

interface Line {
  readonly op: 'made' | 'gone'
  readonly thing: Made
}

export class Journal {
  private readonly file: string

  constructor(file: string) {
    this.file = file
  }

  /** Notes a thing that is about to be made (a process: that was just made). Durable when it returns. */
  made(thing: Made): void {
    this.append({ op: 'made', thing })
  }

  /** Notes that a thing was removed. */
  gone(thing: Made): void {
    this.append({ op: 'gone', thing })
  }

  /** What was made and not removed yet, oldest first. A line cut by a crash is skipped: its thing was not made. */
  left(): Made[] {
    if (!existsSync(this.file)) return []
    const left = new Map<string, Made>()
    for (const text of readFileSync(this.file, 'utf8').split('\n')) {
      const line = parseLine(text)
      if (line === null) continue
      const key = keyOf(line.thing)
      if (line.op === 'made') left.set(key, line.thing)
      else left.delete(key)
    }
    return [...left.values()]
  }

  /** Forgets everything, once everything is removed. */
  clear(): void {
    rmSync(this.file, { force: true })
  }

  private append(line: Line): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`, { mode: 0o600, flush: true })
  }
}

function parseLine(text: string): Line | null {
  if (text === '') return null
  try {
    return JSON.parse(text) as Line // our own file of mode 0600
  } catch (error) {
    if (error instanceof SyntaxError) return null // cut by a crash
    throw error
  }
}

function keyOf(thing: Made): string {
  switch (thing.kind) {
    case 'process':
      return `process ${thing.ref.pid} ${thing.ref.startedAt}`
    case 'path':
      return `path ${thing.path}`
    default:
      return `${thing.kind} ${thing.name}`
  }
}

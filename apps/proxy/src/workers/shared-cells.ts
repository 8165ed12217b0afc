/** Numbers that all threads of a proxy change: each finds the same memory under the same name. */
import { FlotillaError } from '@flotilla/errors'

/** Names kept; beyond it the one taken longest ago is forgotten. Listed in docs/limits.md. */
const MAX_NAMES = 16_384

/** Where counters come from that are one for all threads. A proxy on one thread has none: its counters are its own. */
export interface CellSource {
  /** What is taken next belongs to a resource of this name; equal names must be given to equal configuration only. */
  begin(name: string): void
  /** The next cells of that resource. @param init called by the thread that makes them. */
  next(count: number, init?: (cells: Int32Array) => void): Int32Array
  /** Cells that each thread takes once, by a name that is not used again. */
  once(name: string, count: number): Int32Array
  /** Cells by a name of their own. */
  named(name: string, count: number, init?: (cells: Int32Array) => void): Int32Array
}

export type NamedCells = readonly (readonly [name: string, cells: SharedArrayBuffer])[]

abstract class Cells implements CellSource {
  private scope = ''
  private taken = 0

  begin(name: string): void {
    this.scope = name
    this.taken = 0
  }

  next(count: number, init: (cells: Int32Array) => void = () => undefined): Int32Array {
    return this.named(`${this.scope} ${this.taken++}`, count, init)
  }

  abstract once(name: string, count: number): Int32Array
  abstract named(name: string, count: number, init?: (cells: Int32Array) => void): Int32Array
}

/** Of the thread that compiles first: it makes the memory. */
export class OwnedCells extends Cells {
  private readonly made = new Map<string, SharedArrayBuffer>()
  private fresh: (readonly [string, SharedArrayBuffer])[] = []

  override once(name: string, count: number): Int32Array {
    const memory = new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT)
    this.fresh.push([name, memory])
    return new Int32Array(memory)
  }

  override named(
    name: string,
    count: number,
    init: (cells: Int32Array) => void = () => undefined,
  ): Int32Array {
    const known = this.made.get(name)
    if (known !== undefined) return new Int32Array(known)
    const memory = new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT)
    const cells = new Int32Array(memory)
    init(cells)
    remember(this.made, name, memory)
    this.fresh.push([name, memory])
    return cells
  }

  /** What was made since the last call, for the other threads. */
  takeFresh(): NamedCells {
    const { fresh } = this
    this.fresh = []
    return fresh
  }
}

/** Of the threads that compile after it. */
export class FoundCells extends Cells {
  private readonly known = new Map<string, SharedArrayBuffer>()

  learn(cells: NamedCells): void {
    for (const [name, memory] of cells) remember(this.known, name, memory)
  }

  override once(name: string): Int32Array {
    const cells = this.named(name)
    this.known.delete(name)
    return cells
  }

  override named(name: string): Int32Array {
    const found = this.known.get(name)
    if (found === undefined)
      throw new FlotillaError('FLT_BUG', `no thread has made the cells ${name}`)
    return new Int32Array(found)
  }
}

function remember(
  map: Map<string, SharedArrayBuffer>,
  name: string,
  memory: SharedArrayBuffer,
): void {
  map.set(name, memory)
  if (map.size <= MAX_NAMES) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}

/** How many are in use, against a limit that the asker knows. */
export class UseCount {
  private used = 0

  /** False, and nothing counted, where as many are in use already. */
  tryAdd(limit: number): boolean {
    if (this.used >= limit) return false
    this.used++
    return true
  }

  remove(): void {
    this.used--
  }
}

class SharedUseCount extends UseCount {
  private readonly cells: Int32Array

  constructor(cells: Int32Array) {
    super()
    this.cells = cells
  }

  override tryAdd(limit: number): boolean {
    if (Atomics.add(this.cells, 0, 1) < limit) return true
    Atomics.sub(this.cells, 0, 1)
    return false
  }

  override remove(): void {
    Atomics.sub(this.cells, 0, 1)
  }
}

/** @param cells one; null where this thread is alone. */
export function useCount(cells: Int32Array | null): UseCount {
  return cells === null ? new UseCount() : new SharedUseCount(cells)
}

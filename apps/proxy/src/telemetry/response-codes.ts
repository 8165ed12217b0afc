/** Counts responses by status code and by class, without hashing. */

/** All that was counted. */
export interface ResponseCodesState {
  readonly codes: Float64Array | null
  readonly classes: readonly number[]
  readonly completed: number
}

export class ResponseCodes {
  /** Index is the code minus 100; made on the first count, since most clusters are never called. */
  private codes: Float64Array | null = null
  readonly classes: [number, number, number, number, number] = [0, 0, 0, 0, 0]
  completed = 0
  /** Whether it is shown before anything was counted. */
  readonly isShownEmpty: boolean

  constructor(isShownEmpty: boolean = true) {
    this.isShownEmpty = isShownEmpty
  }

  /** Counts one response; statuses outside 100–599 count as completed only. */
  count(status: number): void {
    this.completed++
    if (status < 100 || status > 599) return
    this.codes ??= new Float64Array(500)
    this.codes[status - 100] = (this.codes[status - 100] as number) + 1 // in range by the check above
    const index = Math.floor(status / 100) - 1
    this.classes[index] = (this.classes[index] as number) + 1 // 0..4 by the check above
  }

  /** What it holds, to be added up elsewhere; null where nothing was counted. */
  state(): ResponseCodesState | null {
    const { codes, classes, completed } = this
    return completed === 0 ? null : { codes, classes, completed }
  }

  /** Holds the sum of these from now on. */
  assume(states: readonly ResponseCodesState[]): void {
    this.codes?.fill(0)
    this.classes.fill(0)
    this.completed = 0
    for (const { codes, classes, completed } of states) {
      this.completed += completed
      for (const [i, more] of classes.entries()) this.classes[i] = (this.classes[i] ?? 0) + more
      if (codes === null) continue
      this.codes ??= new Float64Array(500)
      for (const [i, more] of codes.entries())
        if (more > 0) this.codes[i] = (this.codes[i] as number) + more // of the same length
    }
  }

  /** Codes that were seen, ascending, with their counts. */
  seen(): readonly (readonly [code: number, count: number])[] {
    const seen: [number, number][] = []
    this.codes?.forEach((count, i) => {
      if (count > 0) seen.push([i + 100, count])
    })
    return seen
  }
}

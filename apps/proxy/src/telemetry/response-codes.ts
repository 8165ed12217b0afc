/** Counts responses by status code and by class, without hashing. */

export class ResponseCodes {
  /** Index is the code minus 100; made on the first count, since most clusters are never called. */
  private codes: Float64Array | null = null
  readonly classes: [number, number, number, number, number] = [0, 0, 0, 0, 0]
  completed = 0

  /** Counts one response; statuses outside 100–599 count as completed only. */
  count(status: number): void {
    this.completed++
    if (status < 100 || status > 599) return
    this.codes ??= new Float64Array(500)
    this.codes[status - 100] = (this.codes[status - 100] as number) + 1 // in range by the check above
    const index = Math.floor(status / 100) - 1
    this.classes[index] = (this.classes[index] as number) + 1 // 0..4 by the check above
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

/** Numbers that are the same for the same seed and name. */

export class Random {
  private state: number

  constructor(seed: number, name: string) {
    this.state = seed >>> 0
    for (const char of name) this.state = (Math.imul(this.state, 31) + char.charCodeAt(0)) >>> 0
  }

  /** Integer in [0, below): a linear congruential step, its high bits. */
  below(below: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.state / 2 ** 32) * below)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T // lists here are never empty
  }

  /** True one time in `n`. */
  oneIn(n: number): boolean {
    return this.below(n) === 0
  }
}

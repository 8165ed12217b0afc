/** Picks by weight with one draw: the first whose running sum exceeds the draw modulo the total. */
import { bad, type CompiledMatch } from './violation.ts'

const NUMBER = /^\+?[0-9]{1,64}$/
const MAX_UINT64 = (1n << 64n) - 1n

export class WeightedChoice<T> {
  private readonly values: readonly T[]
  private readonly sums: Float64Array
  private readonly total: number

  constructor(values: readonly T[], sums: Float64Array, total: number) {
    this.values = values
    this.sums = sums
    this.total = total
  }

  /** @param draw integer in [0, 2^53). O(choices). */
  pick(draw: number): T {
    const at = draw % this.total
    let i = 0
    while (i < this.sums.length - 1 && at >= (this.sums[i] as number)) i++ // i < length
    return this.values[i] as T // one value for each sum
  }

  /** The draw that an unsigned 64-bit number in decimal text stands for, or null where the text is none. */
  drawOf(text: string): number | null {
    if (!NUMBER.test(text)) return null
    const number = BigInt(text.replace('+', ''))
    return number > MAX_UINT64 ? null : Number(number % BigInt(this.total))
  }
}

/** Weights are integers of 0 or more whose sum is 1 or more; those of weight 0 are never picked. */
export function compileWeighted<T>(
  entries: readonly { readonly weight: number; readonly value: T }[],
): CompiledMatch<WeightedChoice<T>> {
  const used = entries.filter((entry) => entry.weight > 0)
  const sums = new Float64Array(used.length)
  let total = 0
  used.forEach((entry, i) => {
    total += entry.weight
    sums[i] = total
  })
  if (total < 1 || total > 0xffff_ffff)
    return bad('', `the sum of weights must be 1 to 4294967295, it is ${total}`)
  return {
    kind: 'ok',
    value: new WeightedChoice(
      used.map((entry) => entry.value),
      sums,
      total,
    ),
  }
}

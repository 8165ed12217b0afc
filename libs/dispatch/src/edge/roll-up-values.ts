/** The values that one attribute has in one group, each with how often: numbers, durations, or absent. */
import { type AttributeValue, DurationValue } from '@flotilla/attributes'
import { RollUpRequestValues } from '@flotilla/proto'

/** A value that a group can list; undefined where the attribute is absent. */
export type RollUpValue = bigint | number | DurationValue | undefined

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)

/** The value as a group lists it, or null where it is of another kind or beyond what the wire's numbers hold. */
export function rollUpValueOf(value: AttributeValue | undefined): RollUpValue | null {
  if (value === undefined || typeof value === 'number') return value
  if (typeof value === 'bigint') return isSafe(value) ? value : null
  return value instanceof DurationValue && isSafe(value.ns) ? value : null
}

export class ValueCounts {
  private absent = 0
  private integers: Map<number, number> | null = null
  private durations: Map<number, number> | null = null
  private doubles: Map<number, number> | null = null

  /** Whether it was not there before. */
  add(value: RollUpValue): boolean {
    if (value === undefined) {
      this.absent++
      return false
    }
    if (typeof value === 'number') {
      this.doubles ??= new Map()
      return count(this.doubles, value)
    }
    if (typeof value === 'bigint') {
      this.integers ??= new Map()
      return count(this.integers, Number(value))
    }
    this.durations ??= new Map()
    return count(this.durations, Number(value.ns))
  }

  toMessage(): RollUpRequestValues {
    return RollUpRequestValues.create({
      absent: this.absent,
      integers: [...(this.integers?.keys() ?? [])],
      integerCounts: [...(this.integers?.values() ?? [])],
      durations: [...(this.durations?.keys() ?? [])],
      durationCounts: [...(this.durations?.values() ?? [])],
      doubles: [...(this.doubles?.keys() ?? [])],
      doubleCounts: [...(this.doubles?.values() ?? [])],
    })
  }
}

function count(counts: Map<number, number>, value: number): boolean {
  const before = counts.get(value)
  counts.set(value, (before ?? 0) + 1)
  return before === undefined
}

function isSafe(value: bigint): boolean {
  return value <= MAX_SAFE && value >= -MAX_SAFE
}

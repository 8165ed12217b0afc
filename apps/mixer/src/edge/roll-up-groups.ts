/** Reads the groups of a RollUpRequest: counts that do not add up are refused, whatever a sender makes of them. */
import { DurationValue } from '@flotilla/attributes'
import type { WeightedValue } from '@flotilla/dispatch'
import type { RollUpRequest, RollUpRequestGroup, RollUpRequestValues } from '@flotilla/proto'

export type DecodedGroup =
  | {
      readonly kind: 'ok'
      readonly count: number
      /** By attribute. */
      readonly values: ReadonlyMap<string, readonly WeightedValue[]>
    }
  | { readonly kind: 'bad'; readonly message: string }

/** In the order of the request. */
export function decodeGroups({ groups, valueAttributes }: RollUpRequest): DecodedGroup[] {
  return groups.map((group, i) => decodeGroup(group, valueAttributes, `group ${i}`))
}

function decodeGroup(
  { count, values }: RollUpRequestGroup,
  attributes: readonly string[],
  where: string,
): DecodedGroup {
  if (count < 1) return { kind: 'bad', message: `${where}: its count must be at least 1` }
  if (values.length !== attributes.length)
    return { kind: 'bad', message: `${where}: values of ${attributes.length} attributes expected` }
  const decoded = new Map<string, readonly WeightedValue[]>()
  for (const [i, attribute] of attributes.entries()) {
    const of = values[i]
    const list = of === undefined ? null : listOf(of)
    const total = list?.reduce((sum, { weight }) => sum + weight, 0)
    if (list === null || list.some(({ weight }) => weight < 1) || total !== count)
      return { kind: 'bad', message: `${where}: the counts of ${attribute} do not add up` }
    decoded.set(attribute, list)
  }
  return { kind: 'ok', count, values: decoded }
}

/** Null where values and counts are not pairs. */
function listOf(values: RollUpRequestValues): WeightedValue[] | null {
  const { absent, integers, integerCounts, durations, durationCounts } = values
  const { doubles, doubleCounts } = values
  if (
    integers.length !== integerCounts.length ||
    durations.length !== durationCounts.length ||
    doubles.length !== doubleCounts.length
  )
    return null
  const list: WeightedValue[] = []
  const add = (value: WeightedValue['value'], weight: number | undefined): void => {
    list.push({ value, weight: weight ?? 0 })
  }
  if (absent !== 0) add(undefined, absent)
  for (const [i, value] of integers.entries()) add(BigInt(value), integerCounts[i])
  for (const [i, ns] of durations.entries()) add(new DurationValue(BigInt(ns)), durationCounts[i])
  for (const [i, value] of doubles.entries()) add(value, doubleCounts[i])
  return list
}

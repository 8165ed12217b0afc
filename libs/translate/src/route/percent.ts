/** Percentages of rules as fractions: a value with decimals is kept to a ten-thousandth of a percent. */
import { FractionalPercent, FractionalPercentDenominatorType } from '@flotilla/proto'

const PER_PERCENT = 10_000

/** @param percent 0–100; null: all */
export function fractionOf(percent: number | null): FractionalPercent {
  if (percent === null)
    return FractionalPercent.create({
      numerator: 100,
      denominator: FractionalPercentDenominatorType.HUNDRED,
    })
  return FractionalPercent.create({
    numerator: Math.round(percent * PER_PERCENT),
    denominator: FractionalPercentDenominatorType.MILLION,
  })
}

/** What each histogram recorded in the last whole flush interval, as Envoy shows it beside the sum of all time. */
import { binsBetween, type HistogramBin, type MsHistogram } from './ms-histogram.ts'

interface Marks {
  /** At the end of the interval before the last whole one; null: nothing then. */
  earlier: Uint32Array | null
  later: Uint32Array | null
}

/** Marks are kept only for histograms that recorded something. */
export class Intervals {
  private readonly marks = new WeakMap<MsHistogram, Marks>()

  /** Ends an interval for these; called at each flush. */
  flush(histograms: Iterable<MsHistogram>): void {
    for (const histogram of histograms) {
      if (histogram.count === 0) continue
      const marks = this.marks.get(histogram)
      if (marks === undefined) this.marks.set(histogram, { earlier: null, later: histogram.mark() })
      else {
        marks.earlier = marks.later
        marks.later = histogram.mark()
      }
    }
  }

  /** Empty before the first flush, and where nothing was recorded. */
  of(histogram: MsHistogram): readonly HistogramBin[] {
    const marks = this.marks.get(histogram)
    return marks === undefined ? [] : binsBetween(marks.earlier, marks.later)
  }
}

/** One pass of expressions over one bag: what they read from, where reads are recorded, and the mark that tells passes apart. */
import type { AttributeBag, ReferenceTracker } from '@flotilla/attributes'

let passes = 0

export class Evaluation {
  readonly bag: AttributeBag
  readonly tracker: ReferenceTracker | null
  /** Differs for every pass: results kept under it are of this pass. */
  readonly pass: number

  /** @param tracker null where nobody asks what was read. */
  constructor(bag: AttributeBag, tracker: ReferenceTracker | null) {
    this.bag = bag
    this.tracker = tracker
    this.pass = ++passes
  }
}

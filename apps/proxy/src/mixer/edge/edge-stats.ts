/** Counters of the bundles that Mixer gives, for `mixer_edge.`. */

export class EdgeStats {
  /** Bundles that came, also those that confirm what is known. */
  bundles = 0
  /** Bundles that cannot be used here: Mixer is asked as if there were none. */
  bundlesRefused = 0
  /** Streams that ended or could not be opened. */
  streamsEnded = 0
  /** Policy clusters whose bundle decides here now. */
  bundlesInForce = 0
}

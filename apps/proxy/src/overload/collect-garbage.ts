/** After the start and for `shrink_heap`: gives memory back to the system now instead of when V8 finds it worthwhile. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Not typed: V8 shows it once the flag is set. */
type Collect = (options: {
  readonly type: 'major'
  readonly execution: 'sync'
  readonly flavor: 'last-resort'
}) => void

let collect: Collect | null = null

/** Takes tens of milliseconds on a large heap. */
export function collectGarbage(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as Collect // there since the flag is set
  }
  // As where memory runs out: the young generation shrinks, too, and empty pages are unmapped.
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** `shrink_heap`: gives memory back to the system now instead of when V8 finds it worthwhile. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Not typed: V8 shows it once the flag is set. */
type Collect = () => void

let collect: Collect | null = null

/** Takes tens of milliseconds on a large heap. */
export function collectGarbage(): void {
  if (collect === null) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as Collect // there since the flag is set
  }
  collect()
}

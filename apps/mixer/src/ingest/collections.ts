/** Which MCP collections mixer takes, and which objects of them are its configuration. */
import { KINDS } from '@flotilla/model'

const MIXER_KINDS: ReadonlySet<string> = new Set([
  'attributemanifest',
  'handler',
  'instance',
  'rule',
])

/** Whether objects of this kind are compiled into rules. */
export function isMixerKind(kind: string): boolean {
  if (MIXER_KINDS.has(kind)) return true
  return KINDS.some(
    (info) =>
      info.kind === kind &&
      (info.category === 'legacy-adapter' || info.category === 'legacy-template'),
  )
}

export const WORKLOAD_KIND = 'WorkloadEntry'

/** Every collection that readiness waits for. */
export const COLLECTIONS: readonly string[] = KINDS.filter(
  (info) => isMixerKind(info.kind) || info.kind === WORKLOAD_KIND,
).map((info) => info.collection)

/** Which MCP collections mixer takes, and which objects of them are its configuration. */
import { KINDS } from '@flotilla/model'

const MIXER_KINDS: ReadonlySet<string> = new Set([
  'adapter',
  'attributemanifest',
  'handler',
  'instance',
  'rule',
  'template',
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
/** Kinds from which adapters out of process are found by their names in the mesh. */
export const ENDPOINT_KINDS: ReadonlySet<string> = new Set([WORKLOAD_KIND, 'ServiceEntry'])

/** Every collection that readiness waits for. */
export const COLLECTIONS: readonly string[] = KINDS.filter(
  (info) => isMixerKind(info.kind) || ENDPOINT_KINDS.has(info.kind),
).map((info) => info.collection)

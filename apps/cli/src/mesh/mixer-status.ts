/** What Mixer says has become of each object that it compiles: asked at its monitoring port. */
import { messageOf } from '@flotilla/errors'
import { kindOf, type ObjectRef, objectKey } from '@flotilla/model'
import type { ConfigItem, ItemStatus, StatusReason } from './galley.ts'
import { send, targetOf } from './http.ts'
import { isAlive } from './processes.ts'
import type { Records } from './record.ts'
import { isAway, monitoringOf } from './status.ts'

/** Kinds of Mixer's group that pilot compiles for the sidecars. */
const CLIENT_KINDS: ReadonlySet<string> = new Set([
  'HTTPAPISpec',
  'HTTPAPISpecBinding',
  'QuotaSpec',
  'QuotaSpecBinding',
])
const UNKNOWN = 'FLT_NOT_RUNNING'
const ASK_MS = 3_000

/** The answer of Mixer's `/debug/status`. */
export interface StatusPage {
  /** Whether all that it has received is in force. */
  readonly settled: boolean
  readonly objects: readonly (ObjectRef & ItemStatus)[]
}

/** Its page, or why there is none. */
export type MixerStatuses =
  | { readonly kind: 'ok'; readonly page: StatusPage }
  | { readonly kind: 'away'; readonly why: string }

export async function mixerStatuses(records: Records): Promise<MixerStatuses> {
  const mixer = records.process('mixer')
  if (mixer === null || !isAlive(mixer.ref)) return { kind: 'away', why: 'mixer does not run' }
  try {
    const target = targetOf(monitoringOf(mixer))
    const reply = await send(target, 'GET', '/debug/status', undefined, ASK_MS)
    if (reply.status !== 200) return { kind: 'away', why: `mixer answered ${reply.status}` }
    return { kind: 'ok', page: JSON.parse(reply.text) as StatusPage } // our own admin interface
  } catch (error) {
    if (!isAway(error)) throw error
    return { kind: 'away', why: `mixer does not answer: ${messageOf(error)}` }
  }
}

/** Whether Mixer compiles objects of this kind. */
export function isCompiledByMixer(kind: string): boolean {
  const info = kindOf(kind)
  if (info === null) return false
  const isMixers = ['mixer', 'legacy-adapter', 'legacy-template'].includes(info.category)
  return isMixers && !CLIENT_KINDS.has(kind)
}

/** The objects with their status, where Mixer keeps one. */
export function withStatus(
  items: readonly ConfigItem[],
  statuses: MixerStatuses,
): readonly ConfigItem[] {
  const known = new Map(
    statuses.kind === 'ok' ? statuses.page.objects.map((one) => [objectKey(one), one]) : [],
  )
  return items.map((item) => {
    if (!isCompiledByMixer(item.kind)) return item
    const found = known.get(objectKey({ kind: item.kind, ...item.metadata }))
    if (found !== undefined)
      return { ...item, status: { state: found.state, reasons: found.reasons } }
    const why = statuses.kind === 'away' ? statuses.why : 'mixer has not received it yet'
    return { ...item, status: { state: 'unknown', reasons: [unknownReason(why)] } }
  })
}

function unknownReason(message: string): StatusReason {
  return { path: '', code: UNKNOWN, severity: 'warning', message }
}

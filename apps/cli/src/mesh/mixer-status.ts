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

/** A page of Mixer's, or why there is none. */
type MixerAnswer<P> =
  | { readonly kind: 'ok'; readonly page: P }
  | { readonly kind: 'away'; readonly why: string }

export type MixerStatuses = MixerAnswer<StatusPage>

export function mixerStatuses(records: Records): Promise<MixerStatuses> {
  return askMixer<StatusPage>(records, '/debug/status')
}

/** What keeps decisions and sums of a namespace at Mixer: the answer of its `/debug/edge`. */
export interface EdgePage {
  /** Whether proxies are offered to decide at all. */
  readonly offered: boolean
  readonly namespaces: readonly {
    readonly namespace: string
    readonly checks: { readonly reasons: readonly EdgeReason[] }
    readonly reports: { readonly reasons: readonly EdgeReason[] }
  }[]
}

export interface EdgeReason {
  /** `name.namespace`, empty where it is none of a single rule. */
  readonly rule: string
  readonly reason: string
}

/** Null where Mixer does not answer. */
export async function edgePage(records: Records): Promise<EdgePage | null> {
  const answer = await askMixer<EdgePage>(records, '/debug/edge')
  return answer.kind === 'ok' ? answer.page : null
}

async function askMixer<P>(records: Records, path: string): Promise<MixerAnswer<P>> {
  const mixer = records.process('mixer')
  if (mixer === null || !isAlive(mixer.ref)) return { kind: 'away', why: 'mixer does not run' }
  try {
    const reply = await send(targetOf(monitoringOf(mixer)), 'GET', path, undefined, ASK_MS)
    if (reply.status !== 200) return { kind: 'away', why: `mixer answered ${reply.status}` }
    return { kind: 'ok', page: JSON.parse(reply.text) as P } // our own admin interface
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

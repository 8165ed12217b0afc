/** What is wrong in a running mesh: its configuration by the rules of validation, as Mixer compiled it, and as proxies took it. */
import {
  type ConfigObject,
  type Finding,
  type ObjectRef,
  referenceFaults,
  refOf,
  validateObject,
} from '@flotilla/model'
import type { ConfigItem } from '../mesh/galley.ts'
import type { EdgePage, EdgeReason, MixerStatuses, StatusPage } from '../mesh/mixer-status.ts'
import type { SyncEntry } from '../mesh/status.ts'
import { type AnalysisMessage, inOrder, levelOf, originOf } from './message.ts'

export interface MeshFacts {
  /** Everything that galley has in force. */
  readonly items: readonly ConfigItem[]
  readonly mixer: MixerStatuses
  /** What keeps decisions at Mixer; null: it does not tell. */
  readonly edge: EdgePage | null
  /** What pilot knows of its proxies by `name.namespace`; null: it does not answer. */
  readonly proxies: ReadonlyMap<string, SyncEntry> | null
  /** Mixer's rules on objects, for while Mixer does not answer. */
  readonly further: (objects: readonly ConfigObject[]) => readonly (Finding & {
    readonly object: ObjectRef
  })[]
}

/** Code of what is worth knowing, and no error. */
const NOTE = 'NOTE'

/** What a state means for what the object was written for; the others need no word. */
const MEANING: Readonly<Record<string, string>> = {
  inert: 'the object is inert',
  partial: 'a part of the object is inert',
  denying: 'the rule refuses what it matches, since it fails closed',
}

export function analyzeMesh({
  items,
  mixer,
  edge,
  proxies,
  further,
}: MeshFacts): AnalysisMessage[] {
  const objects = items.map(objectOf)
  const found = [
    ...objects.flatMap((object) => validateObject(object).map((one) => about(object, one))),
    ...referenceFaults(objects).map(({ object, finding }) => about(object, finding)),
  ]
  const places = new Set(found.map(({ origin, path }) => `${origin} ${path}`))
  const told =
    mixer.kind === 'ok'
      ? ofMixer(mixer.page)
      : [away('mixer', mixer.why), ...further(objects).map(ofFinding)]
  return inOrder([
    ...found,
    // What reference rules have told of a place needs no second telling.
    ...told.filter(({ origin, path }) => path === '' || !places.has(`${origin} ${path}`)),
    ...(edge === null ? [] : ofEdge(edge)),
    ...(proxies === null ? [away('pilot', 'pilot does not answer')] : ofProxies(proxies)),
  ])
}

function ofMixer({ objects, settled }: StatusPage): AnalysisMessage[] {
  const pending: AnalysisMessage[] = settled
    ? []
    : [away('mixer', 'a change is not in force yet; ask again in a second')]
  const states = objects.flatMap((object): AnalysisMessage[] => {
    const { state, reasons } = object
    const origin = originOf(object)
    const told = reasons.map(({ path, code, severity, message }) => ({
      code,
      level: levelOf(severity),
      origin,
      message: severity === 'error' ? `${message}: ${MEANING[state] ?? state}` : message,
      path,
      reference: '',
    }))
    return told
  })
  return [...pending, ...states]
}

/** Rules for whose sake Mixer is asked, or told, of every request of a namespace. Nothing where proxies are not to decide. */
function ofEdge({ offered, namespaces }: EdgePage): AnalysisMessage[] {
  if (!offered) return []
  const of = (reasons: readonly EdgeReason[], what: string): AnalysisMessage[] =>
    reasons.map(({ rule, reason }) => ({
      code: NOTE,
      level: 'Info',
      origin: rule === '' ? 'mixer' : `rule ${rule}`,
      message: `${what}: ${reason}`,
      path: '',
      reference: '',
    }))
  return namespaces.flatMap(({ namespace, checks, reports }) => [
    ...of(checks.reasons, `mixer, not the proxy, decides the requests of namespace ${namespace}`),
    ...of(reports.reasons, `reports of namespace ${namespace} are sent one by one`),
  ])
}

/** A proxy whose last answer to a push was a refusal. */
function ofProxies(proxies: ReadonlyMap<string, SyncEntry>): AnalysisMessage[] {
  return [...proxies].flatMap(([name, { lastNack, configSent, configAcked }]) =>
    lastNack === null || configSent === configAcked
      ? []
      : [
          {
            code: 'FLT_CONFIG_INVALID',
            level: 'Error' as const,
            origin: `proxy ${name}`,
            message: `refused ${(lastNack.resources ?? []).join(', ') || lastNack.typeUrl}: ${lastNack.message}`,
            path: '',
            reference: '',
          },
        ],
  )
}

function away(origin: string, message: string): AnalysisMessage {
  return { code: 'FLT_NOT_RUNNING', level: 'Warning', origin, message, path: '', reference: '' }
}

function about(object: ConfigObject, finding: Finding): AnalysisMessage {
  return ofFinding({ ...finding, object: refOf(object) })
}

function ofFinding({
  object,
  path,
  code,
  severity,
  message,
}: Finding & { readonly object: ObjectRef }): AnalysisMessage {
  return { code, level: levelOf(severity), origin: originOf(object), message, path, reference: '' }
}

/** Galley's objects are canonical: what it shows of one is the object. */
function objectOf({ apiVersion, kind, metadata, spec }: ConfigItem): ConfigObject {
  const { labels, annotations, creationTimestamp, resourceVersion } = metadata as {
    labels?: Readonly<Record<string, string>>
    annotations?: Readonly<Record<string, string>>
    creationTimestamp?: string
    resourceVersion?: string
  } // galley's interface
  return {
    apiVersion,
    kind,
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: labels ?? {},
      annotations: annotations ?? {},
      creationMs: Date.parse(creationTimestamp ?? '') || 0,
      version: resourceVersion ?? '',
    },
    spec,
    source: null,
  }
}

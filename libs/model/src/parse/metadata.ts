/** The metadata of an object: its names checked, its labels and annotations read, the server's own fields passed over. */
import type { ObjectMeta } from '../object.ts'
import { labels, message, text } from '../schema/schema.ts'
import { isDnsLabel1123, isDnsSubdomain, labelFault } from '../validate/names.ts'
import type { Decoder } from './decode.ts'
import { keyPath } from './path.ts'
import type { Tree } from './tree.ts'

/** Fields that a Kubernetes API server adds; files exported from a cluster carry them. */
const SERVER_FIELDS: ReadonlySet<string> = new Set([
  'clusterName',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
])

const schema = message<{
  readonly name?: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly creationTimestamp?: string
}>(
  { name: text, namespace: text, labels, annotations: labels, creationTimestamp: text },
  { refused: { generateName: 'give every object its name' } },
)

interface RawMetadata {
  readonly name?: string
  readonly namespace?: string
  readonly labels?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly creationTimestamp?: string
}

/** Reads `metadata`, reporting faults to the decoder. */
export function readMetadata(
  decoder: Decoder,
  tree: Tree | null,
  objectAt: number,
  defaults: { readonly namespace: string },
): ObjectMeta {
  const own: Tree | null =
    tree?.kind === 'map'
      ? { ...tree, entries: tree.entries.filter((entry) => !SERVER_FIELDS.has(entry.key)) }
      : tree
  const raw = (own === null ? {} : (decoder.decode(own, schema, 'metadata') ?? {})) as RawMetadata // shape given by the schema
  const at = (path: string): number =>
    decoder.places.get(path) ?? decoder.places.get('metadata') ?? objectAt
  const fault = (path: string, text: string): void => {
    decoder.fault(path, at(path), text)
  }
  const hasNameFault = decoder.faults.some((one) => one.path === 'metadata.name')
  if (!hasNameFault) checkName(raw.name ?? '', fault)
  const namespace = raw.namespace ?? defaults.namespace
  if (!isDnsLabel1123(namespace))
    fault(
      'metadata.namespace',
      `"${namespace}" is not a namespace: use at most 63 lower-case letters, digits and "-"`,
    )
  for (const [key, value] of Object.entries(raw.labels ?? {})) {
    const text = labelFault(key, value)
    if (text !== null) fault(keyPath('metadata.labels', key), text)
  }
  return {
    name: raw.name ?? '',
    namespace,
    labels: raw.labels ?? {},
    annotations: raw.annotations ?? {},
    creationMs: creationMs(raw.creationTimestamp, fault),
    version: '',
  }
}

function checkName(name: string, fault: (path: string, text: string) => void): void {
  const path = 'metadata.name'
  if (name === '') fault(path, 'every object needs a name')
  else if (!isDnsSubdomain(name))
    fault(
      path,
      `"${name}" is not a name: use at most 253 lower-case letters, digits, "-" and ".", beginning and ending with a letter or digit`,
    )
}

function creationMs(text: string | undefined, fault: (path: string, text: string) => void): number {
  if (text === undefined) return 0
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (Number.isNaN(ms)) {
    fault('metadata.creationTimestamp', `expected a time like 2024-05-01T12:00:00Z, got "${text}"`)
    return 0
  }
  return ms
}

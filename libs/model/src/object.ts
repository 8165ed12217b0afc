/** The form in which every configuration object travels between the parts. */

/** Where an object was read: `line` and `column` count from 1 and point at its document. */
export interface SourcePosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface ObjectMeta {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Wall clock, ms since the epoch, of the object's first acceptance; 0 where it is not known. "First wins" rules sort by it. */
  readonly creationMs: number
  /** Opaque text that changes when the object does; empty before the object is stored. */
  readonly version: string
}

/** One object. `spec` is in canonical form: proto-JSON names, enums by name, durations as `1.5s`, unset fields absent. */
export interface ConfigObject<S = unknown> {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly spec: S
  readonly source: SourcePosition | null
}

/** What names an object within the mesh. */
export interface ObjectRef {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** Identity of an object as one text, `Kind/namespace/name`: the key of maps. */
export function objectKey(ref: ObjectRef): string {
  return `${ref.kind}/${ref.namespace}/${ref.name}`
}

export function refOf(object: ConfigObject): ObjectRef {
  return {
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  }
}

/** Order of every "first wins" rule: older first, then by the text `name.namespace`. */
export function compareAge(a: ConfigObject, b: ConfigObject): number {
  if (a.metadata.creationMs !== b.metadata.creationMs)
    return a.metadata.creationMs - b.metadata.creationMs
  const left = `${a.metadata.name}.${a.metadata.namespace}`
  const right = `${b.metadata.name}.${b.metadata.namespace}`
  return left < right ? -1 : left > right ? 1 : 0
}

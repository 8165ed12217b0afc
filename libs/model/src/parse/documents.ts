/** From texts to objects: documents, `kind: List`, the envelope, and the strict decoding of each spec. */
import { findKind, KINDS, type KindInfo, kindOf } from '../kinds.ts'
import type { ConfigObject, ObjectMeta } from '../object.ts'
import type { Schema } from '../schema/schema.ts'
import { isOfKubernetes, isUnserved, UNSERVED_KINDS } from '../unserved-kinds.ts'
import type { Violation } from '../violation.ts'
import { Decoder } from './decode.ts'
import { readMetadata } from './metadata.ts'
import { suggestion } from './nearest.ts'
import { fieldPath, indexPath, keyPath } from './path.ts'
import { rememberPlaces } from './places.ts'
import { type Entry, type ParsedText, parseTrees, type Tree } from './tree.ts'

export interface ParseOptions {
  /** Namespace of objects that name none. Default `default`. */
  readonly namespace?: string
}

export interface ParsedDocuments {
  /** Objects that were decoded without a fault. */
  readonly objects: readonly ConfigObject[]
  readonly violations: readonly Violation[]
}

/** An object with what was wrong in it: the rest of it can still be validated. */
export interface Draft {
  readonly object: ConfigObject
  /** Paths of the faults that decoding found. */
  readonly faultyPaths: readonly string[]
}

export interface Drafts {
  readonly drafts: readonly Draft[]
  readonly violations: readonly Violation[]
}

/** What git leaves of a link where it may make none. */
const LINK = /^(?:\.{1,2}\/)+[\w./-]+\.(?:ya?ml|json)$/

const ENVELOPE = ['apiVersion', 'kind', 'metadata', 'spec', 'status']

/** Parses a YAML or JSON text of any number of documents. Yields FLT_CONFIG_SYNTAX and FLT_CONFIG_INVALID. */
export function parseDocuments(
  file: string,
  text: string,
  options: ParseOptions = {},
): ParsedDocuments {
  const { drafts, violations } = parseDrafts(file, text, options)
  const sound = drafts.filter((draft) => draft.faultyPaths.length === 0)
  return { objects: sound.map((draft) => draft.object), violations }
}

/** As `parseDocuments`, with the objects that are faulty in part. */
export function parseDrafts(file: string, text: string, options: ParseOptions = {}): Drafts {
  const parsed = parseTrees(text)
  const reader = new Reader(file, parsed, options.namespace ?? 'default')
  for (const document of parsed.documents) {
    if (document.kind === 'ok') reader.document(document.root, '')
    else
      for (const fault of document.faults)
        reader.report('FLT_CONFIG_SYNTAX', fault.path, fault.at, fault.message)
  }
  return { drafts: reader.drafts, violations: reader.violations }
}

class Reader {
  readonly drafts: Draft[] = []
  readonly violations: Violation[] = []
  private readonly file: string
  private readonly parsed: ParsedText
  private readonly namespace: string

  constructor(file: string, parsed: ParsedText, namespace: string) {
    this.file = file
    this.parsed = parsed
    this.namespace = namespace
  }

  report(code: Violation['code'], path: string, at: number, message: string): void {
    this.add('error', code, path, at, message)
  }

  private warn(code: Violation['code'], path: string, at: number, message: string): void {
    this.add('warning', code, path, at, message)
  }

  private add(
    severity: Violation['severity'],
    code: Violation['code'],
    path: string,
    at: number,
    message: string,
  ): void {
    const { line, column } = this.parsed.place(at)
    this.violations.push({ file: this.file, line, column, path, code, severity, message })
  }

  document(root: Tree, prefix: string): void {
    const invalid = (path: string, at: number, message: string): void =>
      this.report('FLT_CONFIG_INVALID', path, at, message)
    if (root.kind === 'scalar' && prefix === '' && LINK.test(String(root.value))) {
      const message = `here stands the path of another file, ${root.value}: a symbolic link that was checked out as a text; it is left out`
      this.warn('FLT_CONFIG_INVALID', '', root.at, message)
      return
    }
    if (root.kind !== 'map') {
      invalid(prefix, root.at, 'expected an object with apiVersion, kind, metadata and spec')
      return
    }
    const fields = new Map(root.entries.map((entry) => [entry.key, entry]))
    const apiVersion = textOf(fields.get('apiVersion'))
    const kind = textOf(fields.get('kind'))
    if (kind === null || apiVersion === null) {
      const name = kind === null ? 'kind' : 'apiVersion'
      const at = fields.get(name)?.value.at ?? root.at
      invalid(fieldPath(prefix, name), at, `${name} is required and must be a text`)
      return
    }
    if (kind === 'List' && apiVersion === 'v1') {
      this.list(fields.get('items'), prefix)
      return
    }
    const info = this.resolveKind(apiVersion, kind, fields, prefix)
    if (info !== null) this.object(root, info, apiVersion, fields, prefix)
  }

  private list(items: Entry | undefined, prefix: string): void {
    const path = fieldPath(prefix, 'items')
    if (items === undefined || (items.value.kind === 'scalar' && items.value.value === null)) return
    if (items.value.kind !== 'list') {
      this.report('FLT_CONFIG_INVALID', path, items.value.at, 'expected a list of objects')
      return
    }
    for (const [index, item] of items.value.items.entries())
      this.document(item, indexPath(path, index))
  }

  private resolveKind(
    apiVersion: string,
    kind: string,
    fields: ReadonlyMap<string, Entry>,
    prefix: string,
  ): KindInfo | null {
    const info = kindOf(kind)
    if (info?.apiVersions.includes(apiVersion)) return info
    const at = (name: string): number => fields.get(name)?.value.at ?? 0
    const invalid = (name: string, message: string): null => {
      this.report('FLT_CONFIG_INVALID', fieldPath(prefix, name), at(name), message)
      return null
    }
    const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))
    if (info === null && isOfKubernetes(apiVersion, kind)) {
      const message = `${kind} (${apiVersion}) is an object of Kubernetes: it is left out, since no cluster is here that would run it`
      this.warn('FLT_CONFIG_INVALID', fieldPath(prefix, 'kind'), at('kind'), message)
      return null
    }
    if (isUnserved(apiVersion, kind))
      return invalid('kind', `the kind ${kind} (${apiVersion}) is not supported here yet`)
    if (info !== null && (group === info.group || !KINDS.some((one) => one.group === group))) {
      const allowed = info.apiVersions.join(', ')
      return invalid(
        'apiVersion',
        `${kind} has no apiVersion "${apiVersion}"; allowed here: ${allowed}`,
      )
    }
    const names = [...KINDS.map((one) => one.kind), ...UNSERVED_KINDS]
    const typed = findKind(kind)
    const hint = typed === null ? suggestion(kind, names) : `; did you mean "${typed.kind}"?`
    return invalid('kind', `unknown kind "${kind}" in ${apiVersion}${hint}`)
  }

  private object(
    root: Tree,
    info: KindInfo,
    apiVersion: string,
    fields: ReadonlyMap<string, Entry>,
    prefix: string,
  ): void {
    const decoder = new Decoder()
    for (const [key, entry] of fields) {
      if (ENVELOPE.includes(key)) continue
      const hint = suggestion(key, ENVELOPE)
      decoder.fault(keyPath('', key), entry.keyAt, `unknown field "${key}"${hint}`)
    }
    for (const [name, entry] of fields) decoder.places.set(name, entry.value.at)
    const metadata = readMetadata(decoder, fields.get('metadata')?.value ?? null, root.at, {
      namespace: this.namespace,
    })
    const spec = decodeSpec(decoder, fields.get('spec')?.value ?? null, info.schema, root.at)
    for (const fault of decoder.faults) {
      const path = prefix === '' ? fault.path : `${prefix}.${fault.path}`
      this.report('FLT_CONFIG_INVALID', path, fault.at, fault.message)
    }
    const object = objectOf(apiVersion, info.kind, metadata, spec, {
      file: this.file,
      ...this.parsed.place(root.at),
    })
    rememberPlaces(object, { offsets: decoder.places, place: this.parsed.place })
    this.drafts.push({ object, faultyPaths: decoder.faults.map((fault) => fault.path) })
  }
}

function decodeSpec(decoder: Decoder, tree: Tree | null, schema: Schema, at: number): unknown {
  const isNull = tree === null || (tree.kind === 'scalar' && tree.value === null)
  // An empty spec is a message with no field set: its required fields are then reported.
  const body: Tree = isNull ? { kind: 'map', entries: [], at: tree?.at ?? at } : tree
  return decoder.decode(body, schema, 'spec') ?? {}
}

function objectOf(
  apiVersion: string,
  kind: string,
  metadata: ObjectMeta,
  spec: unknown,
  source: ConfigObject['source'],
): ConfigObject {
  return { apiVersion, kind, metadata, spec, source }
}

function textOf(entry: Entry | undefined): string | null {
  if (entry?.value.kind !== 'scalar') return null
  const { value } = entry.value
  return typeof value === 'string' && value !== '' ? value : null
}

/** Everything that can be said about files offline: parsing, the rules of each object, duplicates and references. */
import { type ConfigObject, type ObjectRef, objectKey, refOf } from './object.ts'
import { parseDrafts } from './parse/documents.ts'
import { placed } from './parse/places.ts'
import { referenceFaults } from './validate/references.ts'
import { type ValidateOptions, validateObject } from './validate/validate-object.ts'
import type { Finding, Violation } from './violation.ts'

export interface ConfigText {
  /** Shown in violations. */
  readonly name: string
  readonly text: string
}

export interface CheckOptions extends ValidateOptions {
  /** Namespace of objects that name none. Default `default`. */
  readonly namespace?: string
  /** Objects that are stored already: references may lead to them. Those of the files replace them by name. */
  readonly stored?: readonly ConfigObject[]
  /** See SetOptions. Default null: hosts are not looked up. */
  readonly knownHosts?: ReadonlySet<string> | null
  readonly domain?: string
  /** Whether references are checked. Default true. */
  readonly references?: boolean
  /** Rules that this library does not know, over everything in force after the change: expressions, parameters of adapters. */
  readonly further?: (objects: readonly ConfigObject[]) => readonly ObjectFinding[]
}

/** A finding about one object of a set. */
export interface ObjectFinding extends Finding {
  readonly object: ObjectRef
}

export interface CheckedFiles {
  /** Objects of the files; complete only where no violation is an error. */
  readonly objects: readonly ConfigObject[]
  /** Errors and warnings, in the order of files and lines. */
  readonly violations: readonly Violation[]
}

/** Parses and validates files as one change. Pure: the same function serves `apply`, `validate` and the directory source. */
export function checkFiles(files: readonly ConfigText[], options: CheckOptions = {}): CheckedFiles {
  const violations: Violation[] = []
  const objects: ConfigObject[] = []
  const broken = new Set<ConfigObject>()
  const faults = new Map<ConfigObject, string[]>()
  for (const file of files) {
    const parsed = parseDrafts(file.name, file.text, {
      namespace: options.namespace ?? 'default',
    })
    violations.push(...parsed.violations)
    for (const { object, faultyPaths } of parsed.drafts) {
      const found = validateObject(object, options)
      // What decoding has reported already is not reported again by what follows from it.
      violations.push(...found.filter((one) => !touches(one.path, faultyPaths)))
      objects.push(object)
      faults.set(object, [...faultyPaths, ...found.filter(isError).map((one) => one.path)])
      if (faultyPaths.length > 0) broken.add(object)
    }
  }
  violations.push(...duplicates(objects))
  // Where a document could not be read at all, what it defines would look missing.
  const isReadable = violations.every((one) => one.code !== 'FLT_CONFIG_SYNTAX')
  if (isReadable && options.references !== false) {
    const world = [...notReplaced(options.stored ?? [], objects), ...objects]
    const lost = referenceFaults(world, {
      subjects: objects.filter((object) => !broken.has(object)),
      knownHosts: options.knownHosts ?? null,
      ...(options.domain === undefined ? {} : { domain: options.domain }),
    })
    for (const { object, finding } of lost) {
      violations.push(placed(object, finding))
      if (isError(finding)) faults.get(object)?.push(finding.path)
    }
    // What is wrong with the vocabulary itself would be told again at every use of it.
    const hasVocabulary = ![...broken].some((object) => object.kind === 'attributemanifest')
    if (options.further !== undefined && hasVocabulary)
      violations.push(...further(options.further(world), faults, violations.some(isError)))
  }
  return { objects, violations: inOrder(violations, files) }
}

function notReplaced(
  stored: readonly ConfigObject[],
  objects: readonly ConfigObject[],
): ConfigObject[] {
  const own = new Set(objects.map((object) => objectKey(refOf(object))))
  return stored.filter((object) => !own.has(objectKey(refOf(object))))
}

/**
 * Findings of further rules about objects of the change; what is wrong elsewhere was so before, or is the others' business. Beside errors
 * that were found already, those are left out that only follow from them: at or around the same place, and references,
 * which have been looked up, to what exists and is not sound.
 */
function further(
  findings: readonly ObjectFinding[],
  faults: ReadonlyMap<ConfigObject, string[]>,
  hasErrors: boolean,
): Violation[] {
  const own = new Map([...faults.keys()].map((object) => [objectKey(refOf(object)), object]))
  const found: [object: ConfigObject, finding: Finding][] = []
  for (const { object: ref, path, code, severity, message } of findings) {
    const object = own.get(objectKey(ref))
    if (object === undefined) continue
    if (hasErrors && code === 'FLT_CONFIG_REFERENCE') faults.get(object)?.push(path)
    found.push([object, { path, code, severity, message }])
  }
  return found
    .filter(([object, { path }]) => !touches(path, faults.get(object) ?? []))
    .map(([object, finding]) => placed(object, finding))
}

function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

/** Whether a path is one of these, or lies above or below one. */
function touches(path: string, others: readonly string[]): boolean {
  return others.some((other) => isWithin(path, other) || isWithin(other, path))
}

function isWithin(inner: string, outer: string): boolean {
  if (!inner.startsWith(outer)) return false
  const next = inner.charAt(outer.length)
  return next === '' || next === '.' || next === '['
}

function duplicates(objects: readonly ConfigObject[]): Violation[] {
  const first = new Map<string, ConfigObject>()
  const violations: Violation[] = []
  for (const object of objects) {
    const key = objectKey(refOf(object))
    const earlier = first.get(key)
    if (earlier === undefined) {
      first.set(key, object)
      continue
    }
    const place = earlier.source
    const where = place === null ? '' : `, in ${place.file}:${place.line}`
    violations.push(
      placed(object, {
        path: 'metadata.name',
        code: 'FLT_CONFIG_INVALID',
        severity: 'error',
        message: `${object.kind} "${object.metadata.name}" of namespace ${object.metadata.namespace} is defined twice${where}`,
      }),
    )
  }
  return violations
}

function inOrder(violations: readonly Violation[], files: readonly ConfigText[]): Violation[] {
  const rank = new Map(files.map((file, index) => [file.name, index]))
  return [...violations].sort(
    (a, b) =>
      (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  )
}

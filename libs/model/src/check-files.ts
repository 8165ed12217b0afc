/** Everything that can be said about files offline: parsing, the rules of each object, duplicates and references. */
import { type ConfigObject, type ObjectRef, objectKey, refOf } from './object.ts'
import { parseDrafts } from './parse/documents.ts'
import { placed } from './parse/places.ts'
import { validateSet } from './validate/references.ts'
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
      if (faultyPaths.length > 0) broken.add(object)
    }
  }
  violations.push(...duplicates(objects))
  // Where a document could not be read at all, what it defines would look missing.
  const isReadable = violations.every((one) => one.code !== 'FLT_CONFIG_SYNTAX')
  if (isReadable && options.references !== false) {
    const world = [...notReplaced(options.stored ?? [], objects), ...objects]
    violations.push(
      ...validateSet(world, {
        subjects: objects.filter((object) => !broken.has(object)),
        knownHosts: options.knownHosts ?? null,
        ...(options.domain === undefined ? {} : { domain: options.domain }),
      }),
    )
    // Further rules need objects that are sound: on others they would only repeat what was found.
    if (options.further !== undefined && !violations.some((one) => one.severity === 'error'))
      violations.push(...further(options.further, world, objects))
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

/** Findings about objects of the change; what is wrong elsewhere was so before, or is the others' business. */
function further(
  rules: NonNullable<CheckOptions['further']>,
  world: readonly ConfigObject[],
  objects: readonly ConfigObject[],
): Violation[] {
  const own = new Map(objects.map((object) => [objectKey(refOf(object)), object]))
  return rules(world).flatMap(({ object: ref, path, code, severity, message }) => {
    const object = own.get(objectKey(ref))
    return object === undefined ? [] : [placed(object, { path, code, severity, message })]
  })
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

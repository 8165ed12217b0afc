/** Which content of each file of a folder goes live: the new one where it breaks nothing, the last good one elsewhere. */
import { BUILTIN_ADAPTERS } from '@flotilla/adapter-builtin'
import { configFindings } from '@flotilla/dispatch'
import {
  type ConfigObject,
  objectKey,
  placed,
  referenceFaults,
  refOf,
  type Violation,
} from '@flotilla/model'
import type { Configuration } from '../configuration.ts'
import type { Owner } from '../store/version-store.ts'

/** One file of a folder. */
export interface Candidate {
  readonly path: string
  /** Its objects; null where the text is not sound. */
  readonly offered: readonly ConfigObject[] | null
  /** What went live of it last. */
  accepted: readonly ConfigObject[]
  /** What is wrong with its text alone. */
  readonly found: readonly Violation[]
  /** What is wrong with it in all; told here anew. */
  violations: readonly Violation[]
  /** Whether its text is sound and yet not live. */
  isHeldBack: boolean
}

interface Fault {
  readonly object: ConfigObject
  readonly violation: Violation
}

/**
 * The objects that go live, each named once. Files whose new content refers to what is not there, or names what belongs to
 * someone else, stay at their last one; that may in turn take the ground from others, so it is repeated until nothing changes.
 *
 * @param files in the order in which they count: of duplicates, the first wins.
 */
export function chooseContents(
  files: readonly Candidate[],
  configuration: Configuration,
  owner: Owner,
): ConfigObject[] {
  for (const file of files) {
    file.violations = file.found
    file.isHeldBack = false
  }
  const contents = new Map(files.map((file) => [file, file.offered ?? file.accepted]))
  const others = configuration.othersThan(owner)
  for (;;) {
    const fileOf = new Map<ConfigObject, Candidate>()
    for (const [file, objects] of contents) for (const object of objects) fileOf.set(object, file)
    const { objects, faults } = judge([...contents.values()].flat(), others, owner)
    const refused = new Set<Candidate>()
    for (const { object, violation } of faults) {
      const file = fileOf.get(object)
      if (file === undefined) continue
      const isNew = contents.get(file) !== file.accepted
      if (isNew) refused.add(file)
      // What is live already stays, and says what it lacks.
      add(file, isNew ? violation : { ...violation, severity: 'warning' })
    }
    for (const file of refused) {
      file.isHeldBack = true
      contents.set(file, file.accepted)
    }
    if (refused.size > 0) continue
    for (const [file, content] of contents) file.accepted = content
    return objects
  }
}

function add(file: Candidate, violation: Violation): void {
  const isKnown = file.violations.some(
    (one) => one.path === violation.path && one.message === violation.message,
  )
  if (!isKnown) file.violations = [...file.violations, violation]
}

function judge(
  offered: readonly ConfigObject[],
  others: ReadonlyMap<string, { readonly object: ConfigObject; readonly owner: Owner }>,
  owner: Owner,
): { objects: ConfigObject[]; faults: Fault[] } {
  const faults: Fault[] = []
  const own = new Map<string, ConfigObject>()
  for (const object of offered) {
    const key = objectKey(refOf(object))
    const first = own.get(key)?.source
    const holder = others.get(key)?.owner
    if (holder !== undefined && holder !== owner)
      faults.push(nameFault(object, `belongs to ${holder === 'api' ? 'what was applied' : holder}`))
    else if (first !== undefined)
      faults.push(nameFault(object, `is defined already, in ${first?.file}:${first?.line}`))
    else own.set(key, object)
  }
  const objects = [...own.values()]
  const world = [...[...others.values()].map((one) => one.object), ...objects]
  for (const { object, finding } of referenceFaults(world, { subjects: objects })) {
    if (finding.severity === 'error') faults.push({ object, violation: placed(object, finding) })
  }
  for (const { object: ref, ...finding } of configFindings(world, BUILTIN_ADAPTERS)) {
    const object = own.get(objectKey(ref))
    if (object !== undefined && finding.severity === 'error')
      faults.push({ object, violation: placed(object, finding) })
  }
  return { objects, faults }
}

function nameFault(object: ConfigObject, text: string): Fault {
  const { kind, metadata } = object
  const violation = placed(object, {
    path: 'metadata.name',
    code: 'FLT_CONFIG_CONFLICT',
    severity: 'error',
    message: `${kind} "${metadata.name}" of namespace ${metadata.namespace} ${text}`,
  })
  return { object, violation }
}

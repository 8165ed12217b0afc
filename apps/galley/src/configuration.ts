/** The configuration that galley holds: changes come in one at a time, each accepted one becomes a version and is announced. */
import { BUILTIN_ADAPTERS } from '@flotilla/adapter-builtin'
import { configFindings } from '@flotilla/dispatch'
import { FlotillaError } from '@flotilla/errors'
import {
  type CheckedFiles,
  type ConfigObject,
  type ConfigText,
  checkFiles,
  type ObjectRef,
  objectKey,
  type ReferenceFault,
  referenceFaults,
  refOf,
  type Violation,
} from '@flotilla/model'
import type { Clock } from '@flotilla/time'
import type { Change, Edit, Owner, StoredObject, VersionStore } from './store/version-store.ts'

export interface Authorship {
  readonly author: string
  readonly reason: string
}

export interface Accepted {
  readonly version: number
  readonly changes: readonly Change[]
  readonly warnings: readonly Violation[]
}

/** A change that breaks a rule: nothing was applied. */
export class RefusedError extends FlotillaError {
  readonly violations: readonly Violation[]

  constructor(violations: readonly Violation[]) {
    super('FLT_CONFIG_INVALID', `refused with ${violations.length} violations`)
    this.violations = violations
  }
}

/** Place of an object that came from no text. */
const NOWHERE = { file: '', line: 0, column: 0 }

export interface ConfigurationOptions {
  readonly store: VersionStore
  readonly clock: Clock
  /** Namespace of the control plane. Default `istio-system`. */
  readonly rootNamespace?: string
  /** Called after each new version. */
  readonly onVersion: () => void
  /** Called with the verdict on each object of a change: null, or why it was refused. */
  readonly onVerdict?: (kind: string, reason: string | null) => void
  /** Services that no object declares: those of registered workloads. */
  readonly knownHosts: () => ReadonlySet<string>
}

export class Configuration {
  private readonly store: VersionStore
  private readonly options: ConfigurationOptions

  constructor(options: ConfigurationOptions) {
    this.store = options.store
    this.options = options
  }

  /** Applies texts: all of them or none. Throws RefusedError. The store is synchronous, so changes never interleave. */
  apply(
    texts: readonly ConfigText[],
    namespace: string,
    authorship: Authorship,
    dryRun: boolean,
  ): Accepted {
    const { objects, violations } = this.check(texts, namespace)
    const foreign = objects.flatMap((object) => this.foreign(object, 'api'))
    const all = [...violations, ...foreign]
    this.tellVerdicts(objects, all)
    if (all.some(isError)) throw new RefusedError(all)
    return this.commit({ upserts: objects, deletes: [], owner: 'api' }, authorship, all, dryRun)
  }

  /** Everything that can be said about texts against what is in force, without changing it. */
  check(texts: readonly ConfigText[], namespace: string): CheckedFiles {
    const { rootNamespace } = this.options
    return checkFiles(texts, {
      namespace,
      stored: this.inForce(),
      knownHosts: this.options.knownHosts(),
      further: (objects) => configFindings(objects, BUILTIN_ADAPTERS),
      ...(rootNamespace === undefined ? {} : { rootNamespace }),
    })
  }

  /** Deletes the objects that texts name; their specs are not looked at, so that what is refused today can be deleted. */
  deleteTexts(texts: readonly ConfigText[], namespace: string, authorship: Authorship): Accepted {
    const { objects, violations } = checkFiles(texts, { namespace, references: false })
    const unreadable = violations.filter((violation) => violation.code === 'FLT_CONFIG_SYNTAX')
    if (unreadable.length > 0) throw new RefusedError(unreadable)
    return this.delete(objects.map(refOf), authorship)
  }

  /** Deletes objects by name. What others refer to may go, with a warning. */
  delete(refs: readonly ObjectRef[], authorship: Authorship): Accepted {
    const foreign = refs.flatMap((ref) => {
      const stored = this.store.inForce().get(objectKey(ref))
      return stored === undefined ? [] : this.foreign(stored.object, 'api')
    })
    if (foreign.length > 0) throw new RefusedError(foreign)
    return this.commit({ upserts: [], deletes: refs, owner: 'api' }, authorship, [], false)
  }

  /** Makes the objects of a watched folder what it says, as one version. */
  replaceOwned(owner: Owner, objects: readonly ConfigObject[], authorship: Authorship): Accepted {
    const wanted = new Set(objects.map((object) => objectKey(refOf(object))))
    const gone = [...this.store.inForce().values()].filter(
      (one) => one.owner === owner && !wanted.has(objectKey(refOf(one.object))),
    )
    const deletes = gone.map((one) => refOf(one.object))
    return this.commit({ upserts: objects, deletes, owner }, authorship, [], false)
  }

  /** Everything in force. */
  inForce(): ConfigObject[] {
    return [...this.store.inForce().values()].map((one) => one.object)
  }

  get version(): number {
    return this.store.current
  }

  /** What belongs to an owner. */
  ownedBy(owner: Owner): ConfigObject[] {
    return [...this.store.inForce().values()]
      .filter((one) => one.owner === owner)
      .map((one) => one.object)
  }

  /** What belongs to everybody else, by key. */
  othersThan(owner: Owner): ReadonlyMap<string, StoredObject> {
    return new Map([...this.store.inForce()].filter(([, one]) => one.owner !== owner))
  }

  private commit(
    change: Pick<Edit, 'upserts' | 'deletes' | 'owner'>,
    { author, reason }: Authorship,
    warnings: readonly Violation[],
    dryRun: boolean,
  ): Accepted {
    const all = [...warnings, ...this.dangling(change)]
    if (dryRun)
      return { version: this.store.current, changes: this.store.plan(change), warnings: all }
    const before = this.store.current
    const atMs = this.options.clock.wallMs()
    const changes = this.store.commit({ ...change, author, reason, atMs })
    if (this.store.current !== before) this.options.onVersion()
    return { version: this.store.current, changes, warnings: all }
  }

  /** Objects that stay as they are, and whose references a change would leave without a target. */
  private dangling(change: Pick<Edit, 'upserts' | 'deletes'>): Violation[] {
    const touched = new Set([...change.upserts.map(refOf), ...change.deletes].map(objectKey))
    const all = this.inForce()
    const others = all.filter((object) => !touched.has(objectKey(refOf(object))))
    if (others.length === all.length) return []
    const faults = (objects: readonly ConfigObject[]): ReferenceFault[] =>
      referenceFaults(objects, { subjects: others })
    const before = new Set(faults(all).map(textOf))
    return faults([...others, ...change.upserts])
      .filter((fault) => !before.has(textOf(fault)))
      .map(({ object, finding }) => ({
        ...(object.source ?? NOWHERE),
        ...finding,
        severity: 'warning',
        message: `${object.kind} "${object.metadata.name}" of namespace ${object.metadata.namespace} is left with it: ${finding.message}`,
      }))
  }

  private tellVerdicts(objects: readonly ConfigObject[], violations: readonly Violation[]): void {
    const refused = violations.find(isError)
    for (const { kind } of objects) this.options.onVerdict?.(kind, refused?.code ?? null)
    if (objects.length === 0 && refused !== undefined) this.options.onVerdict?.('', refused.code)
  }

  /** An object that a watched folder owns is changed there. */
  private foreign(object: ConfigObject, owner: Owner): Violation[] {
    const stored = this.store.inForce().get(objectKey(refOf(object)))
    if (stored === undefined || stored.owner === owner) return []
    const { source, kind, metadata } = object
    return [
      {
        ...(source ?? NOWHERE),
        path: 'metadata.name',
        code: 'FLT_CONFIG_CONFLICT',
        severity: 'error',
        message: `${kind} ${metadata.name} comes from the watched folder ${stored.owner.slice('fs:'.length)}; change it there`,
      },
    ]
  }
}

function isError(violation: Violation): boolean {
  return violation.severity === 'error'
}

function textOf({ object, finding }: ReferenceFault): string {
  return `${objectKey(refOf(object))} ${finding.path} ${finding.message}`
}

/** The configuration that galley holds: changes come in one at a time, each accepted one becomes a version and is announced. */
import { FlotillaError } from '@flotilla/errors'
import {
  type ConfigObject,
  type ConfigText,
  checkFiles,
  type ObjectRef,
  objectKey,
  refOf,
  type Violation,
} from '@flotilla/model'
import type { Clock } from '@flotilla/time'
import type { Change, Owner, VersionStore } from './store/version-store.ts'

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

export class Configuration {
  private readonly store: VersionStore
  private readonly clock: Clock
  private readonly onVersion: () => void
  private readonly knownHosts: () => ReadonlySet<string>

  /**
   * @param onVersion called after each new version.
   * @param knownHosts services that no object declares: those of registered workloads.
   */
  constructor(
    store: VersionStore,
    clock: Clock,
    onVersion: () => void,
    knownHosts: () => ReadonlySet<string>,
  ) {
    this.store = store
    this.clock = clock
    this.onVersion = onVersion
    this.knownHosts = knownHosts
  }

  /** Applies texts: all of them or none. Throws RefusedError. The store is synchronous, so changes never interleave. */
  apply(
    texts: readonly ConfigText[],
    namespace: string,
    authorship: Authorship,
    dryRun: boolean,
  ): Accepted {
    const { objects, violations } = checkFiles(texts, {
      namespace,
      stored: this.inForce(),
      knownHosts: this.knownHosts(),
    })
    if (violations.some(isError)) throw new RefusedError(violations)
    const foreign = objects.flatMap((object) => this.foreign(object, 'api'))
    if (foreign.length > 0) throw new RefusedError(foreign)
    return this.commit(objects, [], 'api', authorship, violations, dryRun)
  }

  /** Deletes the objects that texts name; their specs are not looked at, so that what is refused today can be deleted. */
  deleteTexts(texts: readonly ConfigText[], namespace: string, authorship: Authorship): Accepted {
    const { objects, violations } = checkFiles(texts, { namespace, references: false })
    const unreadable = violations.filter((violation) => violation.code === 'FLT_CONFIG_SYNTAX')
    if (unreadable.length > 0) throw new RefusedError(unreadable)
    return this.delete(objects.map(refOf), authorship)
  }

  /** Deletes objects by name. What others refer to may go: the references then lead nowhere, which is their business. */
  delete(refs: readonly ObjectRef[], authorship: Authorship): Accepted {
    const foreign = refs.flatMap((ref) => {
      const stored = this.store.inForce().get(objectKey(ref))
      return stored === undefined ? [] : this.foreign(stored.object, 'api')
    })
    if (foreign.length > 0) throw new RefusedError(foreign)
    return this.commit([], refs, 'api', authorship, [], false)
  }

  /** Makes the objects of a watched folder what it says, as one version. */
  replaceOwned(owner: Owner, objects: readonly ConfigObject[], authorship: Authorship): Accepted {
    const wanted = new Set(objects.map((object) => objectKey(refOf(object))))
    const gone = [...this.store.inForce().values()].filter(
      (one) => one.owner === owner && !wanted.has(objectKey(refOf(one.object))),
    )
    return this.commit(
      objects,
      gone.map((one) => refOf(one.object)),
      owner,
      authorship,
      [],
      false,
    )
  }

  /** Everything in force. */
  inForce(): ConfigObject[] {
    return [...this.store.inForce().values()].map((one) => one.object)
  }

  get version(): number {
    return this.store.current
  }

  private commit(
    upserts: readonly ConfigObject[],
    deletes: readonly ObjectRef[],
    owner: Owner,
    { author, reason }: Authorship,
    warnings: readonly Violation[],
    dryRun: boolean,
  ): Accepted {
    if (dryRun)
      return {
        version: this.store.current,
        changes: this.store.plan({ upserts, deletes }),
        warnings,
      }
    const before = this.store.current
    const changes = this.store.commit({
      upserts,
      deletes,
      owner,
      author,
      reason,
      atMs: this.clock.wallMs(),
    })
    if (this.store.current !== before) this.onVersion()
    return { version: this.store.current, changes, warnings }
  }

  /** An object that a watched folder owns is changed there. */
  private foreign(object: ConfigObject, owner: Owner): Violation[] {
    const stored = this.store.inForce().get(objectKey(refOf(object)))
    if (stored === undefined || stored.owner === owner) return []
    const { source, kind, metadata } = object
    return [
      {
        file: source?.file ?? '',
        line: source?.line ?? 0,
        column: source?.column ?? 0,
        path: 'metadata.name',
        code: 'FLT_CONFIG_CONFLICT',
        severity: 'error',
        message: `${kind} ${metadata.name} comes from the watched folder ${stored.owner.slice(3)}; change it there`,
      },
    ]
  }
}

function isError(violation: Violation): boolean {
  return violation.severity === 'error'
}

/** Endpoint assignments by name: what EDS delivered last, for clusters that watch it. */
import { type Assignment, EMPTY_ASSIGNMENT } from '../upstream/assignment.ts'
import type { AssignmentSource } from '../upstream/cluster-manager.ts'

interface Slot {
  latest: Assignment | null
  readonly watchers: Set<(assignment: Assignment) => void>
}

export class AssignmentStore implements AssignmentSource {
  private readonly slots = new Map<string, Slot>()
  private readonly onNames: (names: ReadonlySet<string>) => void
  private readonly onAssignment: (assignment: Assignment) => void

  /**
   * @param onNames called when the set of watched names changed.
   * @param onAssignment called with each assignment that is taken.
   */
  constructor(
    onNames: (names: ReadonlySet<string>) => void,
    onAssignment: (assignment: Assignment) => void = () => undefined,
  ) {
    this.onNames = onNames
    this.onAssignment = onAssignment
  }

  watch(name: string, onAssignment: (assignment: Assignment) => void): () => void {
    const known = this.slots.get(name)
    const slot: Slot = known ?? { latest: null, watchers: new Set() }
    slot.watchers.add(onAssignment)
    if (known === undefined) {
      this.slots.set(name, slot)
      this.onNames(this.names())
    } else if (slot.latest !== null) onAssignment(slot.latest)
    return () => {
      slot.watchers.delete(onAssignment)
      if (slot.watchers.size > 0 || this.slots.get(name) !== slot) return
      this.slots.delete(name)
      this.onNames(this.names())
    }
  }

  names(): ReadonlySet<string> {
    return new Set(this.slots.keys())
  }

  /** Names nobody watches are ignored. */
  set(name: string, assignment: Assignment): void {
    const slot = this.slots.get(name)
    if (slot === undefined) return
    slot.latest = assignment
    this.onAssignment(assignment)
    for (const watcher of [...slot.watchers]) watcher(assignment)
  }

  /** The server says that there is no such assignment: the cluster has no endpoints. */
  remove(name: string): void {
    this.set(name, EMPTY_ASSIGNMENT)
  }
}

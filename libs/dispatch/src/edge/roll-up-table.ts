/** Reports summed up by a plan: one group for all that are equal in what rules read, with the values of what only metrics count. */
import {
  type AttributeBag,
  type AttributeValue,
  isStringMap,
  MutableBag,
  ReportEncoder,
} from '@flotilla/attributes'
import { type RollUpPlan, type RollUpPlanRead, RollUpRequest } from '@flotilla/proto'
import { type GroupKey, keyOf, mapKeyOf } from './roll-up-key.ts'
import { type RollUpValue, rollUpValueOf, ValueCounts } from './roll-up-values.ts'

/** Groups of a table; a table that has them is full. docs/limits.md */
export const MAX_GROUPS = 1_000
/** About what a table may hold; a table that has it is full. docs/limits.md */
export const MAX_TABLE_BYTES: number = 1024 * 1024
/** What a group costs beside its texts, and each further value of it, about. */
const GROUP_BYTES = 256
const READ_BYTES = 64
const VALUE_BYTES = 48

interface Group {
  /** Of the reports all that the plan reads. */
  readonly bag: AttributeBag
  count: number
  /** In the order of the plan's values. */
  readonly values: readonly ValueCounts[]
}

/** Reports of another namespace are none of the plan's. */
const FOREIGN = 'foreign'

/** One step of the way to a group: by the value of one read. Most steps have one way on. */
class Node {
  lastKey: GroupKey = undefined
  last: Node | null = null
  others: Map<GroupKey, Node> | null = null
  group: Group | typeof FOREIGN | null = null
}

export interface RollUpBatch {
  readonly request: Uint8Array
  /** Reports in it. */
  readonly count: number
}

/** Three objects (what configuration says, what the peer said, the connection) that a report's fixed attributes are computed from, and from nothing else. Equal objects, equal values. */
export interface BagOrigin {
  readonly statics: object
  readonly said: object | null
  readonly connection: object
}

/** A bag most of whose attributes are the same for all requests of a connection and route: these are read once. */
export interface OriginBag extends AttributeBag {
  readonly origin: BagOrigin
  /** Whether an attribute is fixed by the origin. The same for every bag of the class. */
  isFixed(attribute: string): boolean
}

/** What reports of one origin have in common: where their way to a group begins. */
interface Start {
  readonly statics: object
  readonly said: object | null
  readonly node: Node
  /** Of the fixed values; null: they cannot be listed. */
  readonly values: readonly RollUpValue[] | null
}

export class RollUpTable {
  private readonly plan: RollUpPlan
  private root: Node = new Node()
  private groups: Group[] = []
  private reports = 0
  private bytes = 0
  /** Ways that end at no group. */
  private foreign = 0
  /** Values of the report in hand; a place per attribute. */
  private readonly scratch: RollUpValue[]
  private isSplit = false
  private fixedReads: readonly RollUpPlanRead[] = []
  private freeReads: readonly RollUpPlanRead[] = []
  /** Places among the plan's values. */
  private fixedValues: readonly number[] = []
  private freeValues: readonly number[] = []
  /** By connection. New with each root: an idle connection must not keep what was sent long ago. */
  private starts: WeakMap<object, Start> = new WeakMap()

  /** @param plan an eligible one. */
  constructor(plan: RollUpPlan) {
    this.plan = plan
    this.scratch = plan.values.map(() => undefined)
  }

  /** Counts the report in. False where it cannot be: it belongs to another namespace, or has a value of another kind. */
  add(bag: AttributeBag | OriginBag): boolean {
    if (!this.isSplit) this.split(bag)
    const start = 'origin' in bag ? this.startOf(bag) : this.makeStart(bag)
    if (start.values === null || !this.takeValues(bag, start.values)) return false
    const end = this.walk(bag, this.freeReads, start.node)
    end.group ??= this.newGroup(bag)
    const { group } = end
    if (group === FOREIGN) return false
    group.count++
    this.reports++
    for (let i = 0; i < group.values.length; i++)
      if ((group.values[i] as ValueCounts).add(this.scratch[i])) this.bytes += VALUE_BYTES // one per attribute
    return true
  }

  /** Reports counted in. */
  get count(): number {
    return this.reports
  }

  /** Whether it is to be sent before anything is added. */
  get isFull(): boolean {
    return this.groups.length + this.foreign >= MAX_GROUPS || this.bytes >= MAX_TABLE_BYTES
  }

  /** What was counted in, as a RollUpRequest; null where that is nothing. The table is empty afterwards. */
  take(globalWordCount: number): RollUpBatch | null {
    if (this.reports === 0) {
      this.reset()
      return null
    }
    const encoder = new ReportEncoder(globalWordCount)
    for (const { bag } of this.groups) encoder.add(bag)
    const request = RollUpRequest.encode(
      RollUpRequest.create({
        representatives: encoder.finish(),
        groups: this.groups.map(({ count, values }) => ({
          count,
          values: values.map((one) => one.toMessage()),
        })),
        valueAttributes: this.plan.values,
      }),
    )
    const { reports: count } = this
    this.reset()
    return { request, count }
  }

  private reset(): void {
    this.root = new Node()
    this.starts = new WeakMap()
    this.groups = []
    this.reports = 0
    this.bytes = 0
    this.foreign = 0
  }

  /** Decides by the first report what is fixed: a table gets bags of one class. Of others nothing is kept, and all is read. */
  private split(bag: AttributeBag | OriginBag): void {
    const isFixed = (name: string): boolean => 'origin' in bag && bag.isFixed(name)
    const { reads, values } = this.plan
    this.fixedReads = reads.filter(({ attribute }) => isFixed(attribute))
    this.freeReads = reads.filter(({ attribute }) => !isFixed(attribute))
    const places = values.map((_, i) => i)
    this.fixedValues = places.filter((i) => isFixed(values[i] as string)) // i is below the length
    this.freeValues = places.filter((i) => !isFixed(values[i] as string)) // as above
    this.isSplit = true
  }

  private startOf(bag: OriginBag): Start {
    const { statics, said, connection } = bag.origin
    const known = this.starts.get(connection)
    if (known !== undefined && known.statics === statics && known.said === said) return known
    const made = this.makeStart(bag, statics, said)
    this.starts.set(connection, made)
    return made
  }

  private makeStart(bag: AttributeBag, statics: object = bag, said: object | null = null): Start {
    const values: RollUpValue[] = []
    let isListable = true
    for (const place of this.fixedValues) {
      const value = rollUpValueOf(bag.get(this.plan.values[place] as string)) // a place among them
      if (value === null) isListable = false
      else values.push(value)
    }
    const node = this.walk(bag, this.fixedReads, this.root)
    return { statics, said, node, values: isListable ? values : null }
  }

  /** Fills the scratch; false where a value cannot be listed. */
  private takeValues(bag: AttributeBag, fixed: readonly RollUpValue[]): boolean {
    const { scratch, fixedValues, freeValues } = this
    for (let i = 0; i < freeValues.length; i++) {
      const place = freeValues[i] as number // i is below the length
      const value = rollUpValueOf(bag.get(this.plan.values[place] as string)) // a place among them
      if (value === null) return false
      scratch[place] = value
    }
    for (let i = 0; i < fixedValues.length; i++) scratch[fixedValues[i] as number] = fixed[i] // as above
    return true
  }

  private walk(bag: AttributeBag, reads: readonly RollUpPlanRead[], from: Node): Node {
    let node = from
    let attribute = ''
    let value: AttributeValue | undefined
    for (let i = 0; i < reads.length; i++) {
      const read = reads[i] as RollUpPlanRead // i is below the length
      if (read.attribute !== attribute) {
        attribute = read.attribute
        value = bag.get(attribute)
      }
      node = childOf(node, read.key === null ? keyOf(value) : mapKeyOf(value, read.key))
    }
    return node
  }

  private newGroup(bag: AttributeBag): Group | typeof FOREIGN {
    if (namespaceOf(bag) !== this.plan.namespace) {
      this.foreign++
      return FOREIGN
    }
    const shared = sharedBy(bag, this.plan.reads)
    const group = { bag: shared, count: 0, values: this.plan.values.map(() => new ValueCounts()) }
    this.groups.push(group)
    this.bytes += GROUP_BYTES + READ_BYTES * this.plan.reads.length
    for (const [name, value] of shared.entries()) this.bytes += name.length + 2 * sizeOf(value)
    return group
  }
}

function childOf(node: Node, key: GroupKey): Node {
  if (node.last !== null && node.lastKey === key) return node.last
  let child = node.others?.get(key)
  if (child === undefined) {
    child = new Node()
    // The first way on needs no map; with the second both are in it.
    if (node.last !== null) {
      node.others ??= new Map([[node.lastKey, node.last]])
      node.others.set(key, child)
    }
  }
  node.lastKey = key
  node.last = child
  return child
}

/** What a group's reports share, copied: the request that it is taken from ends. Of string maps only the keys that are read. */
function sharedBy(bag: AttributeBag, reads: readonly RollUpPlanRead[]): MutableBag {
  const shared = new MutableBag()
  for (const { attribute, key } of reads) {
    const value = bag.get(attribute)
    if (value === undefined) continue
    if (!isStringMap(value)) shared.set(attribute, value)
    else if (key === null) shared.set(attribute, new Map(value.entries()))
    else {
      const found = value.get(key)
      const before = shared.get(attribute)
      const entries = before !== undefined && isStringMap(before) ? [...before] : []
      if (found !== undefined) entries.push([key, found])
      shared.set(attribute, new Map(entries))
    }
  }
  return shared
}

/** Which namespace's rules a report has, as Mixer finds it (spec mixer §5). */
function namespaceOf(bag: AttributeBag): string {
  const kind = bag.get('context.reporter.kind')
  const text = (name: string): string => {
    const value = bag.get(name)
    return typeof value === 'string' ? value : ''
  }
  if (typeof kind !== 'string' || kind === 'inbound') return text('destination.namespace')
  return kind === 'outbound' ? text('source.namespace') : ''
}

function sizeOf(value: AttributeValue): number {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || !isStringMap(value)) return 16
  let size = 0
  for (const [key, text] of value) size += READ_BYTES + key.length + text.length
  return size
}

/** What threads have counted, taken from their objects in one and added up into the same objects of another. */
import type { MetricFamily, SeriesState } from '@flotilla/metrics/typed'
import { type HistogramState, MsHistogram } from '../telemetry/ms-histogram.ts'
import { ResponseCodes, type ResponseCodesState } from '../telemetry/response-codes.ts'

/** The fields of one object that are not 0. */
export interface CountedObject {
  readonly numbers: readonly (readonly [field: string, value: number])[]
  readonly histograms: readonly (readonly [field: string, state: HistogramState])[]
  readonly codes: readonly (readonly [field: string, state: ResponseCodesState])[]
  readonly objects: readonly (readonly [field: string, object: CountedObject])[]
}

/** Everything that one thread counted. */
export interface Counted {
  /** By a name that its counterpart in another thread has too. */
  readonly objects: readonly (readonly [name: string, object: CountedObject])[]
  readonly families: readonly (readonly [
    name: string,
    series: readonly (readonly [labels: string, state: SeriesState])[],
  ])[]
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  readonly lagSeconds: number
  readonly lagP99Seconds: number
}

/** Where counted objects are found. */
export interface Countable {
  /** All objects that count, by name. */
  objects(): Iterable<readonly [name: string, values: object]>
  /** The object of a name that another thread has; null where it is not known here. */
  objectOf(name: string): object | null
  readonly families: readonly MetricFamily[]
}

/** Numbers that every thread has the same of: what the control plane itself has holds. */
const NOT_ADDED =
  /^(membership(Total|Healthy|Degraded|Excluded|Change)|update(Attempt|Success|Failure)|assignment(Stale|TimeoutReceived))$/
/** Of structures that each thread makes for itself. */
const LARGEST = /^lb(Subsets(Active|Created|Removed|SingleHostPerSubsetDuplicate)|Recalculate.*)$/

/** How late the event loop of a thread is. */
export interface Lateness {
  readonly lagSeconds: number
  readonly lagP99Seconds: number
}

export function countedOf(countable: Countable, lateness: Lateness): Counted {
  const objects: (readonly [string, CountedObject])[] = []
  for (const [name, values] of countable.objects()) {
    const object = objectOf(values)
    if (object !== null) objects.push([name, object])
  }
  const { heapUsed, heapTotal } = process.memoryUsage()
  return {
    objects,
    families: countable.families.map((family) => [family.name, family.state()] as const),
    heapUsedBytes: heapUsed,
    heapTotalBytes: heapTotal,
    lagSeconds: lateness.lagSeconds,
    lagP99Seconds: lateness.lagP99Seconds,
  }
}

/** Makes the objects here hold the sum of what these threads counted. */
export function addUp(countable: Countable, threads: readonly Counted[]): void {
  const byName = new Map<string, CountedObject[]>()
  for (const { objects } of threads)
    for (const [name, object] of objects) {
      const known = byName.get(name)
      if (known === undefined) byName.set(name, [object])
      else known.push(object)
    }
  for (const name of byName.keys()) countable.objectOf(name)
  for (const [name, values] of countable.objects()) assume(values, byName.get(name) ?? [])
  for (const family of countable.families)
    family.assume(
      threads.flatMap(({ families }) => families.find(([name]) => name === family.name)?.[1] ?? []),
    )
}

function objectOf(values: object): CountedObject | null {
  const numbers: (readonly [string, number])[] = []
  const histograms: (readonly [string, HistogramState])[] = []
  const codes: (readonly [string, ResponseCodesState])[] = []
  const objects: (readonly [string, CountedObject])[] = []
  for (const [field, value] of Object.entries(values)) {
    if (typeof value === 'number') {
      if (value !== 0) numbers.push([field, value])
    } else if (value instanceof MsHistogram) {
      const state = value.state()
      if (state !== null) histograms.push([field, state])
    } else if (value instanceof ResponseCodes) {
      const state = value.state()
      if (state !== null) codes.push([field, state])
    } else if (typeof value === 'object' && value !== null) {
      const object = objectOf(value)
      if (object !== null) objects.push([field, object])
    }
  }
  const isEmpty = numbers.length + histograms.length + codes.length + objects.length === 0
  return isEmpty ? null : { numbers, histograms, codes, objects }
}

function assume(values: object, from: readonly CountedObject[]): void {
  const target = values as Record<string, unknown> // read and written by name
  // Fields that are made when they are first counted.
  for (const { numbers, objects } of from) {
    for (const [field] of numbers) target[field] ??= 0
    for (const [field] of objects) target[field] ??= {}
  }
  for (const [field, value] of Object.entries(target)) {
    if (typeof value === 'number') {
      const numbers = from.map((one) => fieldOf(one.numbers, field) ?? 0)
      if (LARGEST.test(field)) target[field] = Math.max(0, ...numbers)
      else if (!NOT_ADDED.test(field)) target[field] = numbers.reduce((sum, n) => sum + n, 0)
    } else if (value instanceof MsHistogram) value.assume(all(from, 'histograms', field))
    else if (value instanceof ResponseCodes) value.assume(all(from, 'codes', field))
    else if (typeof value === 'object' && value !== null) assume(value, all(from, 'objects', field))
  }
}

function fieldOf<T>(fields: readonly (readonly [string, T])[], field: string): T | undefined {
  return fields.find(([name]) => name === field)?.[1]
}

function all<K extends 'histograms' | 'codes' | 'objects'>(
  from: readonly CountedObject[],
  kind: K,
  field: string,
): CountedObject[K][number][1][] {
  return from.flatMap((one) => {
    const found = fieldOf<CountedObject[K][number][1]>(one[kind], field)
    return found === undefined ? [] : [found]
  })
}

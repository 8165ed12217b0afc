/** Generated from flotilla/mixer/v1/roll_up.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type ServiceMethod, method } from '../../../../service.ts'
import { type Mutable, NO_BYTES, NO_ITEMS, append, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** flotilla.mixer.v1.RollUpPlan */
export interface RollUpPlan {
  readonly namespace: string
  readonly isEligible: boolean
  readonly obstacles: readonly RollUpPlanObstacle[]
  readonly reads: readonly RollUpPlanRead[]
  readonly values: readonly string[]
}

export const RollUpPlan: MessageType<RollUpPlan> = define<RollUpPlan>({
  name: 'flotilla.mixer.v1.RollUpPlan', empty: emptyRollUpPlan, write: writeRollUpPlan, read: readRollUpPlan,
  fields: () => [
    ['namespace', 1, 'string'],
    ['is_eligible', 2, 'bool'],
    ['obstacles', 3, RollUpPlanObstacle, 'list'],
    ['reads', 4, RollUpPlanRead, 'list'],
    ['values', 5, 'string', 'list'],
  ],
})

export function emptyRollUpPlan(): RollUpPlan {
  return {
    namespace: '',
    isEligible: false,
    obstacles: NO_ITEMS,
    reads: NO_ITEMS,
    values: NO_ITEMS,
  }
}

export function writeRollUpPlan(m: RollUpPlan, w: ByteWriter): void {
  if (m.namespace !== '') w.uint32(10).string(m.namespace)
  if (m.isEligible) w.uint32(16).bool(m.isEligible)
  for (const v of m.obstacles) put(w, 26, writeRollUpPlanObstacle, v)
  for (const v of m.reads) put(w, 34, writeRollUpPlanRead, v)
  for (const v of m.values) w.uint32(42).string(v)
}

export function readRollUpPlan(r: MessageReader, into: RollUpPlan | null): RollUpPlan {
  const m: Mutable<RollUpPlan> = into ?? emptyRollUpPlan()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.namespace = r.string(); break
      case 16: m.isEligible = r.bool(); break
      case 26: m.obstacles = append(m.obstacles, readRollUpPlanObstacle(r.message(), null)); break
      case 34: m.reads = append(m.reads, readRollUpPlanRead(r.message(), null)); break
      case 42: m.values = append(m.values, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.RollUpPlan.Obstacle */
export interface RollUpPlanObstacle {
  readonly rule: string
  readonly reason: string
}

export const RollUpPlanObstacle: MessageType<RollUpPlanObstacle> = define<RollUpPlanObstacle>({
  name: 'flotilla.mixer.v1.RollUpPlan.Obstacle', empty: emptyRollUpPlanObstacle, write: writeRollUpPlanObstacle, read: readRollUpPlanObstacle,
  fields: () => [
    ['rule', 1, 'string'],
    ['reason', 2, 'string'],
  ],
})

export function emptyRollUpPlanObstacle(): RollUpPlanObstacle {
  return {
    rule: '',
    reason: '',
  }
}

export function writeRollUpPlanObstacle(m: RollUpPlanObstacle, w: ByteWriter): void {
  if (m.rule !== '') w.uint32(10).string(m.rule)
  if (m.reason !== '') w.uint32(18).string(m.reason)
}

export function readRollUpPlanObstacle(r: MessageReader, into: RollUpPlanObstacle | null): RollUpPlanObstacle {
  const m: Mutable<RollUpPlanObstacle> = into ?? emptyRollUpPlanObstacle()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rule = r.string(); break
      case 18: m.reason = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.RollUpPlan.Read */
export interface RollUpPlanRead {
  readonly attribute: string
  readonly key: string | null
}

export const RollUpPlanRead: MessageType<RollUpPlanRead> = define<RollUpPlanRead>({
  name: 'flotilla.mixer.v1.RollUpPlan.Read', empty: emptyRollUpPlanRead, write: writeRollUpPlanRead, read: readRollUpPlanRead,
  fields: () => [
    ['attribute', 1, 'string'],
    ['key', 2, 'string', 'opt'],
  ],
})

export function emptyRollUpPlanRead(): RollUpPlanRead {
  return {
    attribute: '',
    key: null,
  }
}

export function writeRollUpPlanRead(m: RollUpPlanRead, w: ByteWriter): void {
  if (m.attribute !== '') w.uint32(10).string(m.attribute)
  if (m.key !== null) w.uint32(18).string(m.key)
}

export function readRollUpPlanRead(r: MessageReader, into: RollUpPlanRead | null): RollUpPlanRead {
  const m: Mutable<RollUpPlanRead> = into ?? emptyRollUpPlanRead()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.attribute = r.string(); break
      case 18: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.RollUpRequest */
export interface RollUpRequest {
  readonly representatives: Uint8Array
  readonly groups: readonly RollUpRequestGroup[]
  readonly valueAttributes: readonly string[]
}

export const RollUpRequest: MessageType<RollUpRequest> = define<RollUpRequest>({
  name: 'flotilla.mixer.v1.RollUpRequest', empty: emptyRollUpRequest, write: writeRollUpRequest, read: readRollUpRequest,
  fields: () => [
    ['representatives', 1, 'bytes'],
    ['groups', 2, RollUpRequestGroup, 'list'],
    ['value_attributes', 3, 'string', 'list'],
  ],
})

export function emptyRollUpRequest(): RollUpRequest {
  return {
    representatives: NO_BYTES,
    groups: NO_ITEMS,
    valueAttributes: NO_ITEMS,
  }
}

export function writeRollUpRequest(m: RollUpRequest, w: ByteWriter): void {
  if (m.representatives.length !== 0) w.uint32(10).bytes(m.representatives)
  for (const v of m.groups) put(w, 18, writeRollUpRequestGroup, v)
  for (const v of m.valueAttributes) w.uint32(26).string(v)
}

export function readRollUpRequest(r: MessageReader, into: RollUpRequest | null): RollUpRequest {
  const m: Mutable<RollUpRequest> = into ?? emptyRollUpRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.representatives = r.copyBytes(); break
      case 18: m.groups = append(m.groups, readRollUpRequestGroup(r.message(), null)); break
      case 26: m.valueAttributes = append(m.valueAttributes, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.RollUpRequest.Group */
export interface RollUpRequestGroup {
  readonly count: number
  readonly values: readonly RollUpRequestValues[]
}

export const RollUpRequestGroup: MessageType<RollUpRequestGroup> = define<RollUpRequestGroup>({
  name: 'flotilla.mixer.v1.RollUpRequest.Group', empty: emptyRollUpRequestGroup, write: writeRollUpRequestGroup, read: readRollUpRequestGroup,
  fields: () => [
    ['count', 1, 'int64'],
    ['values', 2, RollUpRequestValues, 'list'],
  ],
})

export function emptyRollUpRequestGroup(): RollUpRequestGroup {
  return {
    count: 0,
    values: NO_ITEMS,
  }
}

export function writeRollUpRequestGroup(m: RollUpRequestGroup, w: ByteWriter): void {
  if (m.count !== 0) w.uint32(8).int64(m.count)
  for (const v of m.values) put(w, 18, writeRollUpRequestValues, v)
}

export function readRollUpRequestGroup(r: MessageReader, into: RollUpRequestGroup | null): RollUpRequestGroup {
  const m: Mutable<RollUpRequestGroup> = into ?? emptyRollUpRequestGroup()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.count = r.int64AsNumber(); break
      case 18: m.values = append(m.values, readRollUpRequestValues(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.RollUpRequest.Values */
export interface RollUpRequestValues {
  readonly absent: number
  readonly integers: readonly number[]
  readonly integerCounts: readonly number[]
  readonly durations: readonly number[]
  readonly durationCounts: readonly number[]
  readonly doubles: readonly number[]
  readonly doubleCounts: readonly number[]
}

export const RollUpRequestValues: MessageType<RollUpRequestValues> = define<RollUpRequestValues>({
  name: 'flotilla.mixer.v1.RollUpRequest.Values', empty: emptyRollUpRequestValues, write: writeRollUpRequestValues, read: readRollUpRequestValues,
  fields: () => [
    ['absent', 1, 'int64'],
    ['integers', 2, 'int64', 'list'],
    ['integer_counts', 3, 'int64', 'list'],
    ['durations', 4, 'int64', 'list'],
    ['duration_counts', 5, 'int64', 'list'],
    ['doubles', 6, 'double', 'list'],
    ['double_counts', 7, 'int64', 'list'],
  ],
})

export function emptyRollUpRequestValues(): RollUpRequestValues {
  return {
    absent: 0,
    integers: NO_ITEMS,
    integerCounts: NO_ITEMS,
    durations: NO_ITEMS,
    durationCounts: NO_ITEMS,
    doubles: NO_ITEMS,
    doubleCounts: NO_ITEMS,
  }
}

export function writeRollUpRequestValues(m: RollUpRequestValues, w: ByteWriter): void {
  if (m.absent !== 0) w.uint32(8).int64(m.absent)
  if (m.integers.length > 0) { w.uint32(18); const o = w.open(); for (const v of m.integers) w.int64(v); w.close(o) }
  if (m.integerCounts.length > 0) { w.uint32(26); const o = w.open(); for (const v of m.integerCounts) w.int64(v); w.close(o) }
  if (m.durations.length > 0) { w.uint32(34); const o = w.open(); for (const v of m.durations) w.int64(v); w.close(o) }
  if (m.durationCounts.length > 0) { w.uint32(42); const o = w.open(); for (const v of m.durationCounts) w.int64(v); w.close(o) }
  if (m.doubles.length > 0) { w.uint32(50); const o = w.open(); for (const v of m.doubles) w.double(v); w.close(o) }
  if (m.doubleCounts.length > 0) { w.uint32(58); const o = w.open(); for (const v of m.doubleCounts) w.int64(v); w.close(o) }
}

export function readRollUpRequestValues(r: MessageReader, into: RollUpRequestValues | null): RollUpRequestValues {
  const m: Mutable<RollUpRequestValues> = into ?? emptyRollUpRequestValues()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.absent = r.int64AsNumber(); break
      case 16: m.integers = append(m.integers, r.int64AsNumber()); break
      case 18: { const p = r.message(); while (!p.done) m.integers = append(m.integers, p.int64AsNumber()); break }
      case 24: m.integerCounts = append(m.integerCounts, r.int64AsNumber()); break
      case 26: { const p = r.message(); while (!p.done) m.integerCounts = append(m.integerCounts, p.int64AsNumber()); break }
      case 32: m.durations = append(m.durations, r.int64AsNumber()); break
      case 34: { const p = r.message(); while (!p.done) m.durations = append(m.durations, p.int64AsNumber()); break }
      case 40: m.durationCounts = append(m.durationCounts, r.int64AsNumber()); break
      case 42: { const p = r.message(); while (!p.done) m.durationCounts = append(m.durationCounts, p.int64AsNumber()); break }
      case 49: m.doubles = append(m.doubles, r.double()); break
      case 50: { const p = r.message(); while (!p.done) m.doubles = append(m.doubles, p.double()); break }
      case 56: m.doubleCounts = append(m.doubleCounts, r.int64AsNumber()); break
      case 58: { const p = r.message(); while (!p.done) m.doubleCounts = append(m.doubleCounts, p.int64AsNumber()); break }
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.RollUpResponse */
export interface RollUpResponse {
  readonly flotillaPolicyGeneration: number
}

export const RollUpResponse: MessageType<RollUpResponse> = define<RollUpResponse>({
  name: 'flotilla.mixer.v1.RollUpResponse', empty: emptyRollUpResponse, write: writeRollUpResponse, read: readRollUpResponse,
  fields: () => [
    ['flotilla_policy_generation', 1, 'int64'],
  ],
})

export function emptyRollUpResponse(): RollUpResponse {
  return {
    flotillaPolicyGeneration: 0,
  }
}

export function writeRollUpResponse(m: RollUpResponse, w: ByteWriter): void {
  if (m.flotillaPolicyGeneration !== 0) w.uint32(8).int64(m.flotillaPolicyGeneration)
}

export function readRollUpResponse(r: MessageReader, into: RollUpResponse | null): RollUpResponse {
  const m: Mutable<RollUpResponse> = into ?? emptyRollUpResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.flotillaPolicyGeneration = r.int64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.RollUps */
export const RollUpsService: {
  readonly report: ServiceMethod<RollUpRequest, RollUpResponse>
} = {
  report: method('/flotilla.mixer.v1.RollUps/Report', RollUpRequest, RollUpResponse, false, false),
}

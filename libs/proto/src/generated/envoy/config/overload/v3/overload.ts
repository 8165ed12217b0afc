/** Generated from envoy/config/overload/v3/overload.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.overload.v3.LoadShedPoint */
export interface LoadShedPoint {
  readonly name: string
  readonly triggers: readonly Trigger[]
}

export const LoadShedPoint: MessageType<LoadShedPoint> = define<LoadShedPoint>({
  name: 'envoy.config.overload.v3.LoadShedPoint', empty: emptyLoadShedPoint, write: writeLoadShedPoint, read: readLoadShedPoint,
  fields: () => [
    ['name', 1, 'string'],
    ['triggers', 2, Trigger, 'list'],
  ],
})

export function emptyLoadShedPoint(): LoadShedPoint {
  return {
    name: '',
    triggers: NO_ITEMS,
  }
}

export function writeLoadShedPoint(m: LoadShedPoint, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  for (const v of m.triggers) put(w, 18, writeTrigger, v)
}

export function readLoadShedPoint(r: MessageReader, into: LoadShedPoint | null): LoadShedPoint {
  const m: Mutable<LoadShedPoint> = into ?? emptyLoadShedPoint()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.triggers = append(m.triggers, readTrigger(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.overload.v3.OverloadAction */
export interface OverloadAction {
  readonly name: string
  readonly triggers: readonly Trigger[]
}

export const OverloadAction: MessageType<OverloadAction> = define<OverloadAction>({
  name: 'envoy.config.overload.v3.OverloadAction', empty: emptyOverloadAction, write: writeOverloadAction, read: readOverloadAction,
  fields: () => [
    ['name', 1, 'string'],
    ['triggers', 2, Trigger, 'list'],
  ],
  pruned: { 3: 'typed_config' },
})

export function emptyOverloadAction(): OverloadAction {
  return {
    name: '',
    triggers: NO_ITEMS,
  }
}

export function writeOverloadAction(m: OverloadAction, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  for (const v of m.triggers) put(w, 18, writeTrigger, v)
}

export function readOverloadAction(r: MessageReader, into: OverloadAction | null): OverloadAction {
  const m: Mutable<OverloadAction> = into ?? emptyOverloadAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.triggers = append(m.triggers, readTrigger(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.overload.v3.OverloadManager */
export interface OverloadManager {
  readonly refreshInterval: Duration | null
  readonly resourceMonitors: readonly ResourceMonitor[]
  readonly actions: readonly OverloadAction[]
  readonly loadshedPoints: readonly LoadShedPoint[]
}

export const OverloadManager: MessageType<OverloadManager> = define<OverloadManager>({
  name: 'envoy.config.overload.v3.OverloadManager', empty: emptyOverloadManager, write: writeOverloadManager, read: readOverloadManager,
  fields: () => [
    ['refresh_interval', 1, Duration],
    ['resource_monitors', 2, ResourceMonitor, 'list'],
    ['actions', 3, OverloadAction, 'list'],
    ['loadshed_points', 5, LoadShedPoint, 'list'],
  ],
  pruned: { 4: 'buffer_factory_config' },
})

export function emptyOverloadManager(): OverloadManager {
  return {
    refreshInterval: null,
    resourceMonitors: NO_ITEMS,
    actions: NO_ITEMS,
    loadshedPoints: NO_ITEMS,
  }
}

export function writeOverloadManager(m: OverloadManager, w: ByteWriter): void {
  if (m.refreshInterval !== null) put(w, 10, writeDuration, m.refreshInterval)
  for (const v of m.resourceMonitors) put(w, 18, writeResourceMonitor, v)
  for (const v of m.actions) put(w, 26, writeOverloadAction, v)
  for (const v of m.loadshedPoints) put(w, 42, writeLoadShedPoint, v)
}

export function readOverloadManager(r: MessageReader, into: OverloadManager | null): OverloadManager {
  const m: Mutable<OverloadManager> = into ?? emptyOverloadManager()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.refreshInterval = readDuration(r.message(), m.refreshInterval); break
      case 18: m.resourceMonitors = append(m.resourceMonitors, readResourceMonitor(r.message(), null)); break
      case 26: m.actions = append(m.actions, readOverloadAction(r.message(), null)); break
      case 42: m.loadshedPoints = append(m.loadshedPoints, readLoadShedPoint(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.overload.v3.ResourceMonitor */
export interface ResourceMonitor {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const ResourceMonitor: MessageType<ResourceMonitor> = define<ResourceMonitor>({
  name: 'envoy.config.overload.v3.ResourceMonitor', empty: emptyResourceMonitor, write: writeResourceMonitor, read: readResourceMonitor,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
  ],
})

export function emptyResourceMonitor(): ResourceMonitor {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeResourceMonitor(m: ResourceMonitor, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
}

export function readResourceMonitor(r: MessageReader, into: ResourceMonitor | null): ResourceMonitor {
  const m: Mutable<ResourceMonitor> = into ?? emptyResourceMonitor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 26: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.overload.v3.ScaledTrigger */
export interface ScaledTrigger {
  readonly scalingThreshold: number
  readonly saturationThreshold: number
}

export const ScaledTrigger: MessageType<ScaledTrigger> = define<ScaledTrigger>({
  name: 'envoy.config.overload.v3.ScaledTrigger', empty: emptyScaledTrigger, write: writeScaledTrigger, read: readScaledTrigger,
  fields: () => [
    ['scaling_threshold', 1, 'double'],
    ['saturation_threshold', 2, 'double'],
  ],
})

export function emptyScaledTrigger(): ScaledTrigger {
  return {
    scalingThreshold: 0,
    saturationThreshold: 0,
  }
}

export function writeScaledTrigger(m: ScaledTrigger, w: ByteWriter): void {
  if (!Object.is(m.scalingThreshold, 0)) w.uint32(9).double(m.scalingThreshold)
  if (!Object.is(m.saturationThreshold, 0)) w.uint32(17).double(m.saturationThreshold)
}

export function readScaledTrigger(r: MessageReader, into: ScaledTrigger | null): ScaledTrigger {
  const m: Mutable<ScaledTrigger> = into ?? emptyScaledTrigger()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 9: m.scalingThreshold = r.double(); break
      case 17: m.saturationThreshold = r.double(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.overload.v3.ThresholdTrigger */
export interface ThresholdTrigger {
  readonly value: number
}

export const ThresholdTrigger: MessageType<ThresholdTrigger> = define<ThresholdTrigger>({
  name: 'envoy.config.overload.v3.ThresholdTrigger', empty: emptyThresholdTrigger, write: writeThresholdTrigger, read: readThresholdTrigger,
  fields: () => [
    ['value', 1, 'double'],
  ],
})

export function emptyThresholdTrigger(): ThresholdTrigger {
  return {
    value: 0,
  }
}

export function writeThresholdTrigger(m: ThresholdTrigger, w: ByteWriter): void {
  if (!Object.is(m.value, 0)) w.uint32(9).double(m.value)
}

export function readThresholdTrigger(r: MessageReader, into: ThresholdTrigger | null): ThresholdTrigger {
  const m: Mutable<ThresholdTrigger> = into ?? emptyThresholdTrigger()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 9: m.value = r.double(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.overload.v3.Trigger */
export interface Trigger {
  readonly name: string
  readonly threshold: ThresholdTrigger | null // oneof trigger_oneof
  readonly scaled: ScaledTrigger | null // oneof trigger_oneof
}

export const Trigger: MessageType<Trigger> = define<Trigger>({
  name: 'envoy.config.overload.v3.Trigger', empty: emptyTrigger, write: writeTrigger, read: readTrigger,
  fields: () => [
    ['name', 1, 'string'],
    ['threshold', 2, ThresholdTrigger, '', 'triggerOneof'],
    ['scaled', 3, ScaledTrigger, '', 'triggerOneof'],
  ],
})

export function emptyTrigger(): Trigger {
  return {
    name: '',
    threshold: null,
    scaled: null,
  }
}

export function writeTrigger(m: Trigger, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.threshold !== null) put(w, 18, writeThresholdTrigger, m.threshold)
  if (m.scaled !== null) put(w, 26, writeScaledTrigger, m.scaled)
}

export function readTrigger(r: MessageReader, into: Trigger | null): Trigger {
  const m: Mutable<Trigger> = into ?? emptyTrigger()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: { const v = readThresholdTrigger(r.message(), m.threshold); clearTrigger_trigger_oneof(m); m.threshold = v; break }
      case 26: { const v = readScaledTrigger(r.message(), m.scaled); clearTrigger_trigger_oneof(m); m.scaled = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearTrigger_trigger_oneof(m: Mutable<Trigger>): void {
  m.threshold = null
  m.scaled = null
}

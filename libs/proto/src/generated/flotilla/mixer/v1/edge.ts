/** Generated from flotilla/mixer/v1/edge.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RollUpPlan, readRollUpPlan, writeRollUpPlan } from './roll_up.ts'
import { type MessageType, define } from '../../../../message-type.ts'
import { type ServiceMethod, method } from '../../../../service.ts'
import { type Mutable, NO_BYTES, NO_ITEMS, append, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** flotilla.mixer.v1.Bundle */
export interface Bundle {
  readonly namespace: string
  readonly flotillaPolicyGeneration: number
  readonly checkEligible: boolean
  readonly digest: string
  readonly content: Uint8Array
  readonly reasons: readonly string[]
  readonly rollUp: RollUpPlan | null
}

export const Bundle: MessageType<Bundle> = define<Bundle>({
  name: 'flotilla.mixer.v1.Bundle', empty: emptyBundle, write: writeBundle, read: readBundle,
  fields: () => [
    ['namespace', 1, 'string'],
    ['flotilla_policy_generation', 2, 'int64'],
    ['check_eligible', 3, 'bool'],
    ['digest', 4, 'string'],
    ['content', 5, 'bytes'],
    ['reasons', 6, 'string', 'list'],
    ['roll_up', 7, RollUpPlan],
  ],
})

export function emptyBundle(): Bundle {
  return {
    namespace: '',
    flotillaPolicyGeneration: 0,
    checkEligible: false,
    digest: '',
    content: NO_BYTES,
    reasons: NO_ITEMS,
    rollUp: null,
  }
}

export function writeBundle(m: Bundle, w: ByteWriter): void {
  if (m.namespace !== '') w.uint32(10).string(m.namespace)
  if (m.flotillaPolicyGeneration !== 0) w.uint32(16).int64(m.flotillaPolicyGeneration)
  if (m.checkEligible) w.uint32(24).bool(m.checkEligible)
  if (m.digest !== '') w.uint32(34).string(m.digest)
  if (m.content.length !== 0) w.uint32(42).bytes(m.content)
  for (const v of m.reasons) w.uint32(50).string(v)
  if (m.rollUp !== null) put(w, 58, writeRollUpPlan, m.rollUp)
}

export function readBundle(r: MessageReader, into: Bundle | null): Bundle {
  const m: Mutable<Bundle> = into ?? emptyBundle()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.namespace = r.string(); break
      case 16: m.flotillaPolicyGeneration = r.int64AsNumber(); break
      case 24: m.checkEligible = r.bool(); break
      case 34: m.digest = r.string(); break
      case 42: m.content = r.copyBytes(); break
      case 50: m.reasons = append(m.reasons, r.string()); break
      case 58: m.rollUp = readRollUpPlan(r.message(), m.rollUp); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.BundleRequest */
export interface BundleRequest {
  readonly namespace: string
  readonly knownDigest: string
}

export const BundleRequest: MessageType<BundleRequest> = define<BundleRequest>({
  name: 'flotilla.mixer.v1.BundleRequest', empty: emptyBundleRequest, write: writeBundleRequest, read: readBundleRequest,
  fields: () => [
    ['namespace', 1, 'string'],
    ['known_digest', 2, 'string'],
  ],
})

export function emptyBundleRequest(): BundleRequest {
  return {
    namespace: '',
    knownDigest: '',
  }
}

export function writeBundleRequest(m: BundleRequest, w: ByteWriter): void {
  if (m.namespace !== '') w.uint32(10).string(m.namespace)
  if (m.knownDigest !== '') w.uint32(18).string(m.knownDigest)
}

export function readBundleRequest(r: MessageReader, into: BundleRequest | null): BundleRequest {
  const m: Mutable<BundleRequest> = into ?? emptyBundleRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.namespace = r.string(); break
      case 18: m.knownDigest = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.ConfirmRequest */
export interface ConfirmRequest {
}

export const ConfirmRequest: MessageType<ConfirmRequest> = define<ConfirmRequest>({
  name: 'flotilla.mixer.v1.ConfirmRequest', empty: emptyConfirmRequest, write: writeConfirmRequest, read: readConfirmRequest,
  fields: () => [],
})

export function emptyConfirmRequest(): ConfirmRequest {
  return {}
}

export function writeConfirmRequest(_m: ConfirmRequest, _w: ByteWriter): void {
}

export function readConfirmRequest(r: MessageReader, into: ConfirmRequest | null): ConfirmRequest {
  const m: Mutable<ConfirmRequest> = into ?? emptyConfirmRequest()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** flotilla.mixer.v1.Confirmation */
export interface Confirmation {
  readonly flotillaPolicyGeneration: number
}

export const Confirmation: MessageType<Confirmation> = define<Confirmation>({
  name: 'flotilla.mixer.v1.Confirmation', empty: emptyConfirmation, write: writeConfirmation, read: readConfirmation,
  fields: () => [
    ['flotilla_policy_generation', 1, 'int64'],
  ],
})

export function emptyConfirmation(): Confirmation {
  return {
    flotillaPolicyGeneration: 0,
  }
}

export function writeConfirmation(m: Confirmation, w: ByteWriter): void {
  if (m.flotillaPolicyGeneration !== 0) w.uint32(8).int64(m.flotillaPolicyGeneration)
}

export function readConfirmation(r: MessageReader, into: Confirmation | null): Confirmation {
  const m: Mutable<Confirmation> = into ?? emptyConfirmation()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.flotillaPolicyGeneration = r.int64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** flotilla.mixer.v1.Edge */
export const EdgeService: {
  readonly bundles: ServiceMethod<BundleRequest, Bundle>
  readonly confirm: ServiceMethod<ConfirmRequest, Confirmation>
} = {
  bundles: method('/flotilla.mixer.v1.Edge/Bundles', BundleRequest, Bundle, false, true),
  confirm: method('/flotilla.mixer.v1.Edge/Confirm', ConfirmRequest, Confirmation, false, false),
}

/** Generated from envoy/extensions/load_balancing_policies/least_request/v3/least_request.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeDouble, readRuntimeDouble, writeRuntimeDouble } from '../../../../config/core/v3/base.ts'
import { LocalityLbConfig, SlowStartConfig, readLocalityLbConfig, readSlowStartConfig, writeLocalityLbConfig, writeSlowStartConfig } from '../../common/v3/common.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest.SelectionMethod */
export const LeastRequestLbSelectionMethod = {
  N_CHOICES: 0,
  FULL_SCAN: 1,
} as const
export type LeastRequestLbSelectionMethod = (typeof LeastRequestLbSelectionMethod)[keyof typeof LeastRequestLbSelectionMethod]

/** envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest */
export interface LeastRequestLb {
  readonly choiceCount: number | null
  readonly activeRequestBias: RuntimeDouble | null
  readonly slowStartConfig: SlowStartConfig | null
  readonly localityLbConfig: LocalityLbConfig | null
  readonly enableFullScan: boolean | null
  readonly selectionMethod: LeastRequestLbSelectionMethod
}

export const LeastRequestLb: MessageType<LeastRequestLb> = define<LeastRequestLb>({
  name: 'envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest', empty: emptyLeastRequestLb, write: writeLeastRequestLb, read: readLeastRequestLb,
  fields: () => [
    ['choice_count', 1, UInt32Value],
    ['active_request_bias', 2, RuntimeDouble],
    ['slow_start_config', 3, SlowStartConfig],
    ['locality_lb_config', 4, LocalityLbConfig],
    ['enable_full_scan', 5, BoolValue],
    ['selection_method', 6, { enum: LeastRequestLbSelectionMethod }],
  ],
})

export function emptyLeastRequestLb(): LeastRequestLb {
  return {
    choiceCount: null,
    activeRequestBias: null,
    slowStartConfig: null,
    localityLbConfig: null,
    enableFullScan: null,
    selectionMethod: 0,
  }
}

export function writeLeastRequestLb(m: LeastRequestLb, w: ByteWriter): void {
  if (m.choiceCount !== null) put(w, 10, writeUInt32Value, m.choiceCount)
  if (m.activeRequestBias !== null) put(w, 18, writeRuntimeDouble, m.activeRequestBias)
  if (m.slowStartConfig !== null) put(w, 26, writeSlowStartConfig, m.slowStartConfig)
  if (m.localityLbConfig !== null) put(w, 34, writeLocalityLbConfig, m.localityLbConfig)
  if (m.enableFullScan !== null) put(w, 42, writeBoolValue, m.enableFullScan)
  if (m.selectionMethod !== 0) w.uint32(48).int32(m.selectionMethod)
}

export function readLeastRequestLb(r: MessageReader, into: LeastRequestLb | null): LeastRequestLb {
  const m: Mutable<LeastRequestLb> = into ?? emptyLeastRequestLb()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.choiceCount = readUInt32Value(r.message()); break
      case 18: m.activeRequestBias = readRuntimeDouble(r.message(), m.activeRequestBias); break
      case 26: m.slowStartConfig = readSlowStartConfig(r.message(), m.slowStartConfig); break
      case 34: m.localityLbConfig = readLocalityLbConfig(r.message(), m.localityLbConfig); break
      case 42: m.enableFullScan = readBoolValue(r.message()); break
      case 48: m.selectionMethod = r.int32() as LeastRequestLbSelectionMethod; break
      default: r.skipField(tag)
    }
  }
  return m
}

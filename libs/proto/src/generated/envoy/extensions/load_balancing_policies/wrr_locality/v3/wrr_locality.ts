/** Generated from envoy/extensions/load_balancing_policies/wrr_locality/v3/wrr_locality.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { LoadBalancingPolicy, readLoadBalancingPolicy, writeLoadBalancingPolicy } from '../../../../config/cluster/v3/cluster.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality */
export interface WrrLocalityLb {
  readonly endpointPickingPolicy: LoadBalancingPolicy | null
}

export const WrrLocalityLb: MessageType<WrrLocalityLb> = define<WrrLocalityLb>({
  name: 'envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality', empty: emptyWrrLocalityLb, write: writeWrrLocalityLb, read: readWrrLocalityLb,
  fields: () => [
    ['endpoint_picking_policy', 1, LoadBalancingPolicy],
  ],
})

export function emptyWrrLocalityLb(): WrrLocalityLb {
  return {
    endpointPickingPolicy: null,
  }
}

export function writeWrrLocalityLb(m: WrrLocalityLb, w: ByteWriter): void {
  if (m.endpointPickingPolicy !== null) put(w, 10, writeLoadBalancingPolicy, m.endpointPickingPolicy)
}

export function readWrrLocalityLb(r: MessageReader, into: WrrLocalityLb | null): WrrLocalityLb {
  const m: Mutable<WrrLocalityLb> = into ?? emptyWrrLocalityLb()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.endpointPickingPolicy = readLoadBalancingPolicy(r.message(), m.endpointPickingPolicy); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/extensions/load_balancing_policies/random/v3/random.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { LocalityLbConfig, readLocalityLbConfig, writeLocalityLbConfig } from '../../common/v3/common.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.load_balancing_policies.random.v3.Random */
export interface RandomLb {
  readonly localityLbConfig: LocalityLbConfig | null
}

export const RandomLb: MessageType<RandomLb> = define<RandomLb>({
  name: 'envoy.extensions.load_balancing_policies.random.v3.Random', empty: emptyRandomLb, write: writeRandomLb, read: readRandomLb,
  fields: () => [
    ['locality_lb_config', 1, LocalityLbConfig],
  ],
})

export function emptyRandomLb(): RandomLb {
  return {
    localityLbConfig: null,
  }
}

export function writeRandomLb(m: RandomLb, w: ByteWriter): void {
  if (m.localityLbConfig !== null) put(w, 10, writeLocalityLbConfig, m.localityLbConfig)
}

export function readRandomLb(r: MessageReader, into: RandomLb | null): RandomLb {
  const m: Mutable<RandomLb> = into ?? emptyRandomLb()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.localityLbConfig = readLocalityLbConfig(r.message(), m.localityLbConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

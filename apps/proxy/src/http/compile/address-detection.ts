/** original_ip_detection_extensions: custom headers and x-forwarded-for with its own number of hops. */
import { CustomHeaderConfig, type TypedExtensionConfig, XffConfig } from '@flotilla/proto'
import { isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { AddressDetection } from '../downstream/address-detection.ts'
import { AddressRanges, isValidRange } from '../downstream/address-ranges.ts'

/** Null where there are none. */
export function compileAddressDetection(
  messages: readonly TypedExtensionConfig[],
  at: Violations,
): readonly AddressDetection[] | null {
  if (messages.length === 0) return null
  return messages.flatMap((message, i) => {
    const place = at.at('original_ip_detection_extensions', i).at('typed_config')
    const any = message.typedConfig
    if (any !== null && isType(any, CustomHeaderConfig)) {
      const config = unpack(CustomHeaderConfig, any, place)
      return config === null ? [] : [customHeader(config)]
    }
    if (any !== null && isType(any, XffConfig)) {
      const config = unpack(XffConfig, any, place)
      return config === null ? [] : [xff(config, place)]
    }
    place.unsupported(any?.typeUrl ?? 'this extension')
    return []
  })
}

function xff(config: XffConfig, at: Violations): AddressDetection {
  const { xffTrustedCidrs: cidrs, xffNumTrustedHops: hops } = config
  if (cidrs === null) return { kind: 'xff', hops }
  if (hops > 0) at.add('has both xff_num_trusted_hops and xff_trusted_cidrs')
  if (cidrs.cidrs.length === 0) at.at('xff_trusted_cidrs.cidrs').add('must not be empty')
  const ranges = cidrs.cidrs.map((range, i) => {
    const one = { address: range.addressPrefix, prefixLength: range.prefixLen ?? 0 }
    if (isValidRange(one)) return one
    at.at('xff_trusted_cidrs')
      .at('cidrs', i)
      .add(`${one.address}/${one.prefixLength} is not a range`)
    return { address: '0.0.0.0', prefixLength: 32 }
  })
  return { kind: 'cidrs', trusted: new AddressRanges(ranges) }
}

function customHeader(config: CustomHeaderConfig): AddressDetection {
  const code: number = config.rejectWithStatus?.code ?? 0
  return {
    kind: 'header',
    name: config.headerName.toLowerCase(),
    isTrusted: config.allowExtensionToSetAddressAsTrusted,
    // Envoy: a status that is no refusal is 403.
    rejectStatus: config.rejectWithStatus === null ? 0 : code >= 400 ? code : 403,
  }
}

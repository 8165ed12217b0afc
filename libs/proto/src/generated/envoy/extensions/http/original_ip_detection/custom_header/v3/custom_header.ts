/** Generated from envoy/extensions/http/original_ip_detection/custom_header/v3/custom_header.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HttpStatus, readHttpStatus, writeHttpStatus } from '../../../../../type/v3/http_status.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig */
export interface CustomHeaderConfig {
  readonly headerName: string
  readonly allowExtensionToSetAddressAsTrusted: boolean
  readonly rejectWithStatus: HttpStatus | null
}

export const CustomHeaderConfig: MessageType<CustomHeaderConfig> = define<CustomHeaderConfig>({
  name: 'envoy.extensions.http.original_ip_detection.custom_header.v3.CustomHeaderConfig', empty: emptyCustomHeaderConfig, write: writeCustomHeaderConfig, read: readCustomHeaderConfig,
  fields: () => [
    ['header_name', 1, 'string'],
    ['allow_extension_to_set_address_as_trusted', 2, 'bool'],
    ['reject_with_status', 3, HttpStatus],
  ],
})

export function emptyCustomHeaderConfig(): CustomHeaderConfig {
  return {
    headerName: '',
    allowExtensionToSetAddressAsTrusted: false,
    rejectWithStatus: null,
  }
}

export function writeCustomHeaderConfig(m: CustomHeaderConfig, w: ByteWriter): void {
  if (m.headerName !== '') w.uint32(10).string(m.headerName)
  if (m.allowExtensionToSetAddressAsTrusted) w.uint32(16).bool(m.allowExtensionToSetAddressAsTrusted)
  if (m.rejectWithStatus !== null) put(w, 26, writeHttpStatus, m.rejectWithStatus)
}

export function readCustomHeaderConfig(r: MessageReader, into: CustomHeaderConfig | null): CustomHeaderConfig {
  const m: Mutable<CustomHeaderConfig> = into ?? emptyCustomHeaderConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.headerName = r.string(); break
      case 16: m.allowExtensionToSetAddressAsTrusted = r.bool(); break
      case 26: m.rejectWithStatus = readHttpStatus(r.message(), m.rejectWithStatus); break
      default: r.skipField(tag)
    }
  }
  return m
}

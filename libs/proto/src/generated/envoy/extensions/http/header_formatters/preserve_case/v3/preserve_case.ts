/** Generated from envoy/extensions/http/header_formatters/preserve_case/v3/preserve_case.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig.FormatterTypeOnEnvoyHeaders */
export const PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders = {
  DEFAULT: 0,
  PROPER_CASE: 1,
} as const
export type PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders = (typeof PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders)[keyof typeof PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders]

/** envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig */
export interface PreserveCaseFormatterConfig {
  readonly forwardReasonPhrase: boolean
  readonly formatterTypeOnEnvoyHeaders: PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders
}

export const PreserveCaseFormatterConfig: MessageType<PreserveCaseFormatterConfig> = define<PreserveCaseFormatterConfig>({
  name: 'envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig', empty: emptyPreserveCaseFormatterConfig, write: writePreserveCaseFormatterConfig, read: readPreserveCaseFormatterConfig,
  fields: () => [
    ['forward_reason_phrase', 1, 'bool'],
    ['formatter_type_on_envoy_headers', 2, { enum: PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders }],
  ],
})

export function emptyPreserveCaseFormatterConfig(): PreserveCaseFormatterConfig {
  return {
    forwardReasonPhrase: false,
    formatterTypeOnEnvoyHeaders: 0,
  }
}

export function writePreserveCaseFormatterConfig(m: PreserveCaseFormatterConfig, w: ByteWriter): void {
  if (m.forwardReasonPhrase) w.uint32(8).bool(m.forwardReasonPhrase)
  if (m.formatterTypeOnEnvoyHeaders !== 0) w.uint32(16).int32(m.formatterTypeOnEnvoyHeaders)
}

export function readPreserveCaseFormatterConfig(r: MessageReader, into: PreserveCaseFormatterConfig | null): PreserveCaseFormatterConfig {
  const m: Mutable<PreserveCaseFormatterConfig> = into ?? emptyPreserveCaseFormatterConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.forwardReasonPhrase = r.bool(); break
      case 16: m.formatterTypeOnEnvoyHeaders = r.int32() as PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** `header_key_format` of HTTP/1 options: the case in which field names are sent. */
import { type CaseKeeping, type NameCase, PROPER_CASE } from '@flotilla/http1'
import {
  type Http1ProtocolOptionsHeaderKeyFormat,
  PreserveCaseFormatterConfig,
  PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders,
} from '@flotilla/proto'
import { unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'

export interface HeaderFormat {
  /** For all messages that are sent; null: lower case. */
  readonly nameCase: NameCase | null
  /** For messages that are received, whose case is sent onwards; null: it is not kept. */
  readonly keeping: CaseKeeping | null
}

export function compileHeaderFormat(
  format: Http1ProtocolOptionsHeaderKeyFormat | null,
  at: Violations,
): HeaderFormat {
  if (format === null) return { nameCase: null, keeping: null }
  if (format.properCaseWords !== null) return { nameCase: PROPER_CASE, keeping: null }
  if (format.statefulFormatter === null) {
    at.add('needs a format')
    return { nameCase: null, keeping: null }
  }
  const place = at.at('stateful_formatter').at('typed_config')
  const config = unpack(PreserveCaseFormatterConfig, format.statefulFormatter.typedConfig, place)
  const { PROPER_CASE: proper } = PreserveCaseFormatterConfigFormatterTypeOnEnvoyHeaders
  return {
    nameCase: null,
    keeping: {
      others: config?.formatterTypeOnEnvoyHeaders === proper ? PROPER_CASE : null,
      keepsReason: config?.forwardReasonPhrase ?? false,
    },
  }
}

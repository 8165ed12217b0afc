/** Extensions of Envoy's that add operators: those whose operators are always here are taken, others refused. */
import { type TypedExtensionConfig, typeNameOf } from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'

const BUILT_IN: ReadonlySet<string> = new Set([
  'envoy.extensions.formatter.metadata.v3.Metadata',
  'envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery',
])

export function checkFormatters(formatters: readonly TypedExtensionConfig[], at: Violations): void {
  formatters.forEach((formatter, i) => {
    const any = formatter.typedConfig
    if (any === null || !BUILT_IN.has(typeNameOf(any)))
      at.at('formatters', i).unsupported(`formatter ${JSON.stringify(formatter.name)}`)
  })
}

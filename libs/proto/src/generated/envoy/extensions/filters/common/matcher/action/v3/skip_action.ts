/** Generated from envoy/extensions/filters/common/matcher/action/v3/skip_action.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.common.matcher.action.v3.SkipFilter */
export interface SkipFilter {
}

export const SkipFilter: MessageType<SkipFilter> = define<SkipFilter>({
  name: 'envoy.extensions.filters.common.matcher.action.v3.SkipFilter', empty: emptySkipFilter, write: writeSkipFilter, read: readSkipFilter,
  fields: () => [],
})

export function emptySkipFilter(): SkipFilter {
  return {}
}

export function writeSkipFilter(_m: SkipFilter, _w: ByteWriter): void {
}

export function readSkipFilter(r: MessageReader, into: SkipFilter | null): SkipFilter {
  const m: Mutable<SkipFilter> = into ?? emptySkipFilter()
  while (!r.done) r.skipField(r.uint32())
  return m
}

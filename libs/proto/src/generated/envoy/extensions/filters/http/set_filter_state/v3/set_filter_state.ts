/** Generated from envoy/extensions/filters/http/set_filter_state/v3/set_filter_state.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { FilterStateValue, readFilterStateValue, writeFilterStateValue } from '../../../common/set_filter_state/v3/value.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.set_filter_state.v3.Config */
export interface SetFilterState {
  readonly onRequestHeaders: readonly FilterStateValue[]
  readonly clearRouteCache: boolean
}

export const SetFilterState: MessageType<SetFilterState> = define<SetFilterState>({
  name: 'envoy.extensions.filters.http.set_filter_state.v3.Config', empty: emptySetFilterState, write: writeSetFilterState, read: readSetFilterState,
  fields: () => [
    ['on_request_headers', 1, FilterStateValue, 'list'],
    ['clear_route_cache', 2, 'bool'],
  ],
})

export function emptySetFilterState(): SetFilterState {
  return {
    onRequestHeaders: NO_ITEMS,
    clearRouteCache: false,
  }
}

export function writeSetFilterState(m: SetFilterState, w: ByteWriter): void {
  for (const v of m.onRequestHeaders) put(w, 10, writeFilterStateValue, v)
  if (m.clearRouteCache) w.uint32(16).bool(m.clearRouteCache)
}

export function readSetFilterState(r: MessageReader, into: SetFilterState | null): SetFilterState {
  const m: Mutable<SetFilterState> = into ?? emptySetFilterState()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.onRequestHeaders = append(m.onRequestHeaders, readFilterStateValue(r.message(), null)); break
      case 16: m.clearRouteCache = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from xds/core/v3/context_params.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type Mutable, NO_ENTRIES, ownMap } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** xds.core.v3.ContextParams */
export interface ContextParams {
  readonly params: ReadonlyMap<string, string>
}

export const ContextParams: MessageType<ContextParams> = define<ContextParams>({
  name: 'xds.core.v3.ContextParams', empty: emptyContextParams, write: writeContextParams, read: readContextParams,
  fields: () => [
    ['params', 1, 'string', 'map:string'],
  ],
})

export function emptyContextParams(): ContextParams {
  return {
    params: NO_ENTRIES,
  }
}

export function writeContextParams(m: ContextParams, w: ByteWriter): void {
  for (const [k, v] of m.params) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
}

export function readContextParams(r: MessageReader, into: ContextParams | null): ContextParams {
  const m: Mutable<ContextParams> = into ?? emptyContextParams()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readContextParams_params(r.message(), (m.params = ownMap(m.params))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readContextParams_params(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

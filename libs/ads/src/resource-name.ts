/** The name of an encoded resource, read without decoding the rest: it is field 1 in every type of xDS that has one. */
import { ByteReader } from '@flotilla/bytes'
import type { Any } from '@flotilla/proto'
import { TypeUrl } from './type-urls.ts'

const NAME_TAG = 0x0a
const NAMED: ReadonlySet<string> = new Set([
  TypeUrl.cluster,
  TypeUrl.endpoint,
  TypeUrl.extension,
  TypeUrl.listener,
  TypeUrl.route,
  TypeUrl.secret,
])

/** Empty for types without a name. Throws FLT_PROTO_MALFORMED. */
export function resourceName(any: Any): string {
  if (!NAMED.has(any.typeUrl)) return ''
  const reader = new ByteReader(any.value)
  let name = ''
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === NAME_TAG) name = reader.string()
    else reader.skip(tag & 7)
  }
  return name
}

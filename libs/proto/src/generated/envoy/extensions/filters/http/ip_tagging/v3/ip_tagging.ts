/** Generated from envoy/extensions/filters/http/ip_tagging/v3/ip_tagging.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CidrRange, readCidrRange, writeCidrRange } from '../../../../../config/core/v3/address.ts'
import { IpTagHeader, readIpTagHeader, writeIpTagHeader } from './ip_tag_header.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.ip_tagging.v3.IPTagging.RequestType */
export const IPTaggingRequestType = {
  BOTH: 0,
  INTERNAL: 1,
  EXTERNAL: 2,
} as const
export type IPTaggingRequestType = (typeof IPTaggingRequestType)[keyof typeof IPTaggingRequestType]

/** envoy.extensions.filters.http.ip_tagging.v3.IPTagging */
export interface IPTagging {
  readonly requestType: IPTaggingRequestType
  readonly ipTags: readonly IPTaggingIPTag[]
  readonly ipTagHeader: IpTagHeader | null
}

export const IPTagging: MessageType<IPTagging> = define<IPTagging>({
  name: 'envoy.extensions.filters.http.ip_tagging.v3.IPTagging', empty: emptyIPTagging, write: writeIPTagging, read: readIPTagging,
  fields: () => [
    ['request_type', 1, { enum: IPTaggingRequestType }],
    ['ip_tags', 4, IPTaggingIPTag, 'list'],
    ['ip_tag_header', 5, IpTagHeader],
  ],
})

export function emptyIPTagging(): IPTagging {
  return {
    requestType: 0,
    ipTags: NO_ITEMS,
    ipTagHeader: null,
  }
}

export function writeIPTagging(m: IPTagging, w: ByteWriter): void {
  if (m.requestType !== 0) w.uint32(8).int32(m.requestType)
  for (const v of m.ipTags) put(w, 34, writeIPTaggingIPTag, v)
  if (m.ipTagHeader !== null) put(w, 42, writeIpTagHeader, m.ipTagHeader)
}

export function readIPTagging(r: MessageReader, into: IPTagging | null): IPTagging {
  const m: Mutable<IPTagging> = into ?? emptyIPTagging()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.requestType = r.int32() as IPTaggingRequestType; break
      case 34: m.ipTags = append(m.ipTags, readIPTaggingIPTag(r.message(), null)); break
      case 42: m.ipTagHeader = readIpTagHeader(r.message(), m.ipTagHeader); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.ip_tagging.v3.IPTagging.IPTag */
export interface IPTaggingIPTag {
  readonly ipTagName: string
  readonly ipList: readonly CidrRange[]
}

export const IPTaggingIPTag: MessageType<IPTaggingIPTag> = define<IPTaggingIPTag>({
  name: 'envoy.extensions.filters.http.ip_tagging.v3.IPTagging.IPTag', empty: emptyIPTaggingIPTag, write: writeIPTaggingIPTag, read: readIPTaggingIPTag,
  fields: () => [
    ['ip_tag_name', 1, 'string'],
    ['ip_list', 2, CidrRange, 'list'],
  ],
})

export function emptyIPTaggingIPTag(): IPTaggingIPTag {
  return {
    ipTagName: '',
    ipList: NO_ITEMS,
  }
}

export function writeIPTaggingIPTag(m: IPTaggingIPTag, w: ByteWriter): void {
  if (m.ipTagName !== '') w.uint32(10).string(m.ipTagName)
  for (const v of m.ipList) put(w, 18, writeCidrRange, v)
}

export function readIPTaggingIPTag(r: MessageReader, into: IPTaggingIPTag | null): IPTaggingIPTag {
  const m: Mutable<IPTaggingIPTag> = into ?? emptyIPTaggingIPTag()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.ipTagName = r.string(); break
      case 18: m.ipList = append(m.ipList, readCidrRange(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

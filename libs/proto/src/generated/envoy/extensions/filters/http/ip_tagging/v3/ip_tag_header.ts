/** Generated from envoy/extensions/filters/http/ip_tagging/v3/ip_tag_header.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.ip_tagging.v3.IpTagHeader.HeaderAction */
export const IpTagHeaderHeaderAction = {
  SANITIZE: 0,
  APPEND_IF_EXISTS_OR_ADD: 1,
} as const
export type IpTagHeaderHeaderAction = (typeof IpTagHeaderHeaderAction)[keyof typeof IpTagHeaderHeaderAction]

/** envoy.extensions.filters.http.ip_tagging.v3.IpTagHeader */
export interface IpTagHeader {
  readonly header: string
  readonly action: IpTagHeaderHeaderAction
}

export const IpTagHeader: MessageType<IpTagHeader> = define<IpTagHeader>({
  name: 'envoy.extensions.filters.http.ip_tagging.v3.IpTagHeader', empty: emptyIpTagHeader, write: writeIpTagHeader, read: readIpTagHeader,
  fields: () => [
    ['header', 1, 'string'],
    ['action', 2, { enum: IpTagHeaderHeaderAction }],
  ],
})

export function emptyIpTagHeader(): IpTagHeader {
  return {
    header: '',
    action: 0,
  }
}

export function writeIpTagHeader(m: IpTagHeader, w: ByteWriter): void {
  if (m.header !== '') w.uint32(10).string(m.header)
  if (m.action !== 0) w.uint32(16).int32(m.action)
}

export function readIpTagHeader(r: MessageReader, into: IpTagHeader | null): IpTagHeader {
  const m: Mutable<IpTagHeader> = into ?? emptyIpTagHeader()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.header = r.string(); break
      case 16: m.action = r.int32() as IpTagHeaderHeaderAction; break
      default: r.skipField(tag)
    }
  }
  return m
}

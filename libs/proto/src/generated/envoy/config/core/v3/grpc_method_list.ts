/** Generated from envoy/config/core/v3/grpc_method_list.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.GrpcMethodList */
export interface GrpcMethodList {
  readonly services: readonly GrpcMethodListService[]
}

export const GrpcMethodList: MessageType<GrpcMethodList> = define<GrpcMethodList>({
  name: 'envoy.config.core.v3.GrpcMethodList', empty: emptyGrpcMethodList, write: writeGrpcMethodList, read: readGrpcMethodList,
  fields: () => [
    ['services', 1, GrpcMethodListService, 'list'],
  ],
})

export function emptyGrpcMethodList(): GrpcMethodList {
  return {
    services: NO_ITEMS,
  }
}

export function writeGrpcMethodList(m: GrpcMethodList, w: ByteWriter): void {
  for (const v of m.services) put(w, 10, writeGrpcMethodListService, v)
}

export function readGrpcMethodList(r: MessageReader, into: GrpcMethodList | null): GrpcMethodList {
  const m: Mutable<GrpcMethodList> = into ?? emptyGrpcMethodList()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.services = append(m.services, readGrpcMethodListService(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.GrpcMethodList.Service */
export interface GrpcMethodListService {
  readonly name: string
  readonly methodNames: readonly string[]
}

export const GrpcMethodListService: MessageType<GrpcMethodListService> = define<GrpcMethodListService>({
  name: 'envoy.config.core.v3.GrpcMethodList.Service', empty: emptyGrpcMethodListService, write: writeGrpcMethodListService, read: readGrpcMethodListService,
  fields: () => [
    ['name', 1, 'string'],
    ['method_names', 2, 'string', 'list'],
  ],
})

export function emptyGrpcMethodListService(): GrpcMethodListService {
  return {
    name: '',
    methodNames: NO_ITEMS,
  }
}

export function writeGrpcMethodListService(m: GrpcMethodListService, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  for (const v of m.methodNames) w.uint32(18).string(v)
}

export function readGrpcMethodListService(r: MessageReader, into: GrpcMethodListService | null): GrpcMethodListService {
  const m: Mutable<GrpcMethodListService> = into ?? emptyGrpcMethodListService()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.methodNames = append(m.methodNames, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

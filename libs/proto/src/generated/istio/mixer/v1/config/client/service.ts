/** Generated from istio/mixer/v1/config/client/service.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, NO_ENTRIES, ownMap } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** istio.mixer.v1.config.client.IstioService */
export interface IstioService {
  readonly name: string
  readonly namespace: string
  readonly domain: string
  readonly service: string
  readonly labels: ReadonlyMap<string, string>
}

export const IstioService: MessageType<IstioService> = define<IstioService>({
  name: 'istio.mixer.v1.config.client.IstioService', empty: emptyIstioService, write: writeIstioService, read: readIstioService,
  fields: () => [
    ['name', 1, 'string'],
    ['namespace', 2, 'string'],
    ['domain', 3, 'string'],
    ['service', 4, 'string'],
    ['labels', 5, 'string', 'map:string'],
  ],
})

export function emptyIstioService(): IstioService {
  return {
    name: '',
    namespace: '',
    domain: '',
    service: '',
    labels: NO_ENTRIES,
  }
}

export function writeIstioService(m: IstioService, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.namespace !== '') w.uint32(18).string(m.namespace)
  if (m.domain !== '') w.uint32(26).string(m.domain)
  if (m.service !== '') w.uint32(34).string(m.service)
  for (const [k, v] of m.labels) { w.uint32(42); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
}

export function readIstioService(r: MessageReader, into: IstioService | null): IstioService {
  const m: Mutable<IstioService> = into ?? emptyIstioService()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.namespace = r.string(); break
      case 26: m.domain = r.string(); break
      case 34: m.service = r.string(); break
      case 42: readIstioService_labels(r.message(), (m.labels = ownMap(m.labels))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readIstioService_labels(r: MessageReader, map: Map<string, string>): void {
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

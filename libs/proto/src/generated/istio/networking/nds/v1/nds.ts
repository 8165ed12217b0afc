/** Generated from istio/networking/nds/v1/nds.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** istio.networking.nds.v1.NameTable */
export interface NameTable {
  readonly table: ReadonlyMap<string, NameTableNameInfo>
}

export const NameTable: MessageType<NameTable> = define<NameTable>({
  name: 'istio.networking.nds.v1.NameTable', empty: emptyNameTable, write: writeNameTable, read: readNameTable,
  fields: () => [
    ['table', 1, NameTableNameInfo, 'map:string'],
  ],
})

export function emptyNameTable(): NameTable {
  return {
    table: NO_ENTRIES,
  }
}

export function writeNameTable(m: NameTable, w: ByteWriter): void {
  for (const [k, v] of m.table) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeNameTableNameInfo, v); w.close(o) }
}

export function readNameTable(r: MessageReader, into: NameTable | null): NameTable {
  const m: Mutable<NameTable> = into ?? emptyNameTable()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readNameTable_table(r.message(), (m.table = ownMap(m.table))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readNameTable_table(r: MessageReader, map: Map<string, NameTableNameInfo>): void {
  let key: string = ''
  let value: NameTableNameInfo | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readNameTableNameInfo(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyNameTableNameInfo())
}

/** istio.networking.nds.v1.NameTable.NameInfo */
export interface NameTableNameInfo {
  readonly ips: readonly string[]
  readonly registry: string
  readonly shortname: string
  readonly namespace: string
  readonly altHosts: readonly string[]
}

export const NameTableNameInfo: MessageType<NameTableNameInfo> = define<NameTableNameInfo>({
  name: 'istio.networking.nds.v1.NameTable.NameInfo', empty: emptyNameTableNameInfo, write: writeNameTableNameInfo, read: readNameTableNameInfo,
  fields: () => [
    ['ips', 1, 'string', 'list'],
    ['registry', 2, 'string'],
    ['shortname', 3, 'string'],
    ['namespace', 4, 'string'],
    ['alt_hosts', 5, 'string', 'list'],
  ],
})

export function emptyNameTableNameInfo(): NameTableNameInfo {
  return {
    ips: NO_ITEMS,
    registry: '',
    shortname: '',
    namespace: '',
    altHosts: NO_ITEMS,
  }
}

export function writeNameTableNameInfo(m: NameTableNameInfo, w: ByteWriter): void {
  for (const v of m.ips) w.uint32(10).string(v)
  if (m.registry !== '') w.uint32(18).string(m.registry)
  if (m.shortname !== '') w.uint32(26).string(m.shortname)
  if (m.namespace !== '') w.uint32(34).string(m.namespace)
  for (const v of m.altHosts) w.uint32(42).string(v)
}

export function readNameTableNameInfo(r: MessageReader, into: NameTableNameInfo | null): NameTableNameInfo {
  const m: Mutable<NameTableNameInfo> = into ?? emptyNameTableNameInfo()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.ips = append(m.ips, r.string()); break
      case 18: m.registry = r.string(); break
      case 26: m.shortname = r.string(); break
      case 34: m.namespace = r.string(); break
      case 42: m.altHosts = append(m.altHosts, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

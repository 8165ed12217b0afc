/** Generated from envoy/extensions/filters/http/set_metadata/v3/set_metadata.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type JsonObject } from '../../../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../../../well-known/any.ts'
import { Struct, readStruct, writeStruct } from '../../../../../../../well-known/struct.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.set_metadata.v3.Config */
export interface SetMetadata {
  readonly metadataNamespace: string
  readonly value: JsonObject | null
  readonly metadata: readonly SetMetadataEntry[]
}

export const SetMetadata: MessageType<SetMetadata> = define<SetMetadata>({
  name: 'envoy.extensions.filters.http.set_metadata.v3.Config', empty: emptySetMetadata, write: writeSetMetadata, read: readSetMetadata,
  fields: () => [
    ['metadata_namespace', 1, 'string'],
    ['value', 2, Struct],
    ['metadata', 3, SetMetadataEntry, 'list'],
  ],
})

export function emptySetMetadata(): SetMetadata {
  return {
    metadataNamespace: '',
    value: null,
    metadata: NO_ITEMS,
  }
}

export function writeSetMetadata(m: SetMetadata, w: ByteWriter): void {
  if (m.metadataNamespace !== '') w.uint32(10).string(m.metadataNamespace)
  if (m.value !== null) put(w, 18, writeStruct, m.value)
  for (const v of m.metadata) put(w, 26, writeSetMetadataEntry, v)
}

export function readSetMetadata(r: MessageReader, into: SetMetadata | null): SetMetadata {
  const m: Mutable<SetMetadata> = into ?? emptySetMetadata()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.metadataNamespace = r.string(); break
      case 18: m.value = readStruct(r.message(), m.value); break
      case 26: m.metadata = append(m.metadata, readSetMetadataEntry(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.set_metadata.v3.Metadata */
export interface SetMetadataEntry {
  readonly metadataNamespace: string
  readonly allowOverwrite: boolean
  readonly value: JsonObject | null
  readonly typedValue: Any | null
}

export const SetMetadataEntry: MessageType<SetMetadataEntry> = define<SetMetadataEntry>({
  name: 'envoy.extensions.filters.http.set_metadata.v3.Metadata', empty: emptySetMetadataEntry, write: writeSetMetadataEntry, read: readSetMetadataEntry,
  fields: () => [
    ['metadata_namespace', 1, 'string'],
    ['allow_overwrite', 2, 'bool'],
    ['value', 3, Struct],
    ['typed_value', 4, Any],
  ],
})

export function emptySetMetadataEntry(): SetMetadataEntry {
  return {
    metadataNamespace: '',
    allowOverwrite: false,
    value: null,
    typedValue: null,
  }
}

export function writeSetMetadataEntry(m: SetMetadataEntry, w: ByteWriter): void {
  if (m.metadataNamespace !== '') w.uint32(10).string(m.metadataNamespace)
  if (m.allowOverwrite) w.uint32(16).bool(m.allowOverwrite)
  if (m.value !== null) put(w, 26, writeStruct, m.value)
  if (m.typedValue !== null) put(w, 34, writeAny, m.typedValue)
}

export function readSetMetadataEntry(r: MessageReader, into: SetMetadataEntry | null): SetMetadataEntry {
  const m: Mutable<SetMetadataEntry> = into ?? emptySetMetadataEntry()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.metadataNamespace = r.string(); break
      case 16: m.allowOverwrite = r.bool(); break
      case 26: m.value = readStruct(r.message(), m.value); break
      case 34: m.typedValue = readAny(r.message(), m.typedValue); break
      default: r.skipField(tag)
    }
  }
  return m
}

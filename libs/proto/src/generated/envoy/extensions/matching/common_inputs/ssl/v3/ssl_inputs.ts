/** Generated from envoy/extensions/matching/common_inputs/ssl/v3/ssl_inputs.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.matching.common_inputs.ssl.v3.DnsSanInput */
export interface DnsSanInput {
}

export const DnsSanInput: MessageType<DnsSanInput> = define<DnsSanInput>({
  name: 'envoy.extensions.matching.common_inputs.ssl.v3.DnsSanInput', empty: emptyDnsSanInput, write: writeDnsSanInput, read: readDnsSanInput,
  fields: () => [],
})

export function emptyDnsSanInput(): DnsSanInput {
  return {}
}

export function writeDnsSanInput(_m: DnsSanInput, _w: ByteWriter): void {
}

export function readDnsSanInput(r: MessageReader, into: DnsSanInput | null): DnsSanInput {
  const m: Mutable<DnsSanInput> = into ?? emptyDnsSanInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.ssl.v3.SubjectInput */
export interface SubjectInput {
}

export const SubjectInput: MessageType<SubjectInput> = define<SubjectInput>({
  name: 'envoy.extensions.matching.common_inputs.ssl.v3.SubjectInput', empty: emptySubjectInput, write: writeSubjectInput, read: readSubjectInput,
  fields: () => [],
})

export function emptySubjectInput(): SubjectInput {
  return {}
}

export function writeSubjectInput(_m: SubjectInput, _w: ByteWriter): void {
}

export function readSubjectInput(r: MessageReader, into: SubjectInput | null): SubjectInput {
  const m: Mutable<SubjectInput> = into ?? emptySubjectInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput */
export interface UriSanInput {
}

export const UriSanInput: MessageType<UriSanInput> = define<UriSanInput>({
  name: 'envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput', empty: emptyUriSanInput, write: writeUriSanInput, read: readUriSanInput,
  fields: () => [],
})

export function emptyUriSanInput(): UriSanInput {
  return {}
}

export function writeUriSanInput(_m: UriSanInput, _w: ByteWriter): void {
}

export function readUriSanInput(r: MessageReader, into: UriSanInput | null): UriSanInput {
  const m: Mutable<UriSanInput> = into ?? emptyUriSanInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

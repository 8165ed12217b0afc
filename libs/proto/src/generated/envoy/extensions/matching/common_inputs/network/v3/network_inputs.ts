/** Generated from envoy/extensions/matching/common_inputs/network/v3/network_inputs.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.matching.common_inputs.network.v3.ApplicationProtocolInput */
export interface ApplicationProtocolInput {
}

export const ApplicationProtocolInput: MessageType<ApplicationProtocolInput> = define<ApplicationProtocolInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.ApplicationProtocolInput', empty: emptyApplicationProtocolInput, write: writeApplicationProtocolInput, read: readApplicationProtocolInput,
  fields: () => [],
})

export function emptyApplicationProtocolInput(): ApplicationProtocolInput {
  return {}
}

export function writeApplicationProtocolInput(_m: ApplicationProtocolInput, _w: ByteWriter): void {
}

export function readApplicationProtocolInput(r: MessageReader, into: ApplicationProtocolInput | null): ApplicationProtocolInput {
  const m: Mutable<ApplicationProtocolInput> = into ?? emptyApplicationProtocolInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.DestinationIPInput */
export interface DestinationIPInput {
}

export const DestinationIPInput: MessageType<DestinationIPInput> = define<DestinationIPInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.DestinationIPInput', empty: emptyDestinationIPInput, write: writeDestinationIPInput, read: readDestinationIPInput,
  fields: () => [],
})

export function emptyDestinationIPInput(): DestinationIPInput {
  return {}
}

export function writeDestinationIPInput(_m: DestinationIPInput, _w: ByteWriter): void {
}

export function readDestinationIPInput(r: MessageReader, into: DestinationIPInput | null): DestinationIPInput {
  const m: Mutable<DestinationIPInput> = into ?? emptyDestinationIPInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.DestinationPortInput */
export interface DestinationPortInput {
}

export const DestinationPortInput: MessageType<DestinationPortInput> = define<DestinationPortInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.DestinationPortInput', empty: emptyDestinationPortInput, write: writeDestinationPortInput, read: readDestinationPortInput,
  fields: () => [],
})

export function emptyDestinationPortInput(): DestinationPortInput {
  return {}
}

export function writeDestinationPortInput(_m: DestinationPortInput, _w: ByteWriter): void {
}

export function readDestinationPortInput(r: MessageReader, into: DestinationPortInput | null): DestinationPortInput {
  const m: Mutable<DestinationPortInput> = into ?? emptyDestinationPortInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.DirectSourceIPInput */
export interface DirectSourceIPInput {
}

export const DirectSourceIPInput: MessageType<DirectSourceIPInput> = define<DirectSourceIPInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.DirectSourceIPInput', empty: emptyDirectSourceIPInput, write: writeDirectSourceIPInput, read: readDirectSourceIPInput,
  fields: () => [],
})

export function emptyDirectSourceIPInput(): DirectSourceIPInput {
  return {}
}

export function writeDirectSourceIPInput(_m: DirectSourceIPInput, _w: ByteWriter): void {
}

export function readDirectSourceIPInput(r: MessageReader, into: DirectSourceIPInput | null): DirectSourceIPInput {
  const m: Mutable<DirectSourceIPInput> = into ?? emptyDirectSourceIPInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.ServerNameInput */
export interface ServerNameInput {
}

export const ServerNameInput: MessageType<ServerNameInput> = define<ServerNameInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.ServerNameInput', empty: emptyServerNameInput, write: writeServerNameInput, read: readServerNameInput,
  fields: () => [],
})

export function emptyServerNameInput(): ServerNameInput {
  return {}
}

export function writeServerNameInput(_m: ServerNameInput, _w: ByteWriter): void {
}

export function readServerNameInput(r: MessageReader, into: ServerNameInput | null): ServerNameInput {
  const m: Mutable<ServerNameInput> = into ?? emptyServerNameInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.SourceIPInput */
export interface SourceIPInput {
}

export const SourceIPInput: MessageType<SourceIPInput> = define<SourceIPInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.SourceIPInput', empty: emptySourceIPInput, write: writeSourceIPInput, read: readSourceIPInput,
  fields: () => [],
})

export function emptySourceIPInput(): SourceIPInput {
  return {}
}

export function writeSourceIPInput(_m: SourceIPInput, _w: ByteWriter): void {
}

export function readSourceIPInput(r: MessageReader, into: SourceIPInput | null): SourceIPInput {
  const m: Mutable<SourceIPInput> = into ?? emptySourceIPInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.SourcePortInput */
export interface SourcePortInput {
}

export const SourcePortInput: MessageType<SourcePortInput> = define<SourcePortInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.SourcePortInput', empty: emptySourcePortInput, write: writeSourcePortInput, read: readSourcePortInput,
  fields: () => [],
})

export function emptySourcePortInput(): SourcePortInput {
  return {}
}

export function writeSourcePortInput(_m: SourcePortInput, _w: ByteWriter): void {
}

export function readSourcePortInput(r: MessageReader, into: SourcePortInput | null): SourcePortInput {
  const m: Mutable<SourcePortInput> = into ?? emptySourcePortInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.SourceTypeInput */
export interface SourceTypeInput {
}

export const SourceTypeInput: MessageType<SourceTypeInput> = define<SourceTypeInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.SourceTypeInput', empty: emptySourceTypeInput, write: writeSourceTypeInput, read: readSourceTypeInput,
  fields: () => [],
})

export function emptySourceTypeInput(): SourceTypeInput {
  return {}
}

export function writeSourceTypeInput(_m: SourceTypeInput, _w: ByteWriter): void {
}

export function readSourceTypeInput(r: MessageReader, into: SourceTypeInput | null): SourceTypeInput {
  const m: Mutable<SourceTypeInput> = into ?? emptySourceTypeInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.matching.common_inputs.network.v3.TransportProtocolInput */
export interface TransportProtocolInput {
}

export const TransportProtocolInput: MessageType<TransportProtocolInput> = define<TransportProtocolInput>({
  name: 'envoy.extensions.matching.common_inputs.network.v3.TransportProtocolInput', empty: emptyTransportProtocolInput, write: writeTransportProtocolInput, read: readTransportProtocolInput,
  fields: () => [],
})

export function emptyTransportProtocolInput(): TransportProtocolInput {
  return {}
}

export function writeTransportProtocolInput(_m: TransportProtocolInput, _w: ByteWriter): void {
}

export function readTransportProtocolInput(r: MessageReader, into: TransportProtocolInput | null): TransportProtocolInput {
  const m: Mutable<TransportProtocolInput> = into ?? emptyTransportProtocolInput()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** Generated from envoy/type/v3/hash_policy.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type Mutable, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** envoy.type.v3.HashPolicy */
export interface HashPolicy {
  readonly sourceIp: HashPolicySourceIp | null // oneof policy_specifier
  readonly filterState: HashPolicyFilterState | null // oneof policy_specifier
}

export const HashPolicy: MessageType<HashPolicy> = define<HashPolicy>({
  name: 'envoy.type.v3.HashPolicy', empty: emptyHashPolicy, write: writeHashPolicy, read: readHashPolicy,
  fields: () => [
    ['source_ip', 1, HashPolicySourceIp, '', 'policySpecifier'],
    ['filter_state', 2, HashPolicyFilterState, '', 'policySpecifier'],
  ],
})

export function emptyHashPolicy(): HashPolicy {
  return {
    sourceIp: null,
    filterState: null,
  }
}

export function writeHashPolicy(m: HashPolicy, w: ByteWriter): void {
  if (m.sourceIp !== null) put(w, 10, writeHashPolicySourceIp, m.sourceIp)
  if (m.filterState !== null) put(w, 18, writeHashPolicyFilterState, m.filterState)
}

export function readHashPolicy(r: MessageReader, into: HashPolicy | null): HashPolicy {
  const m: Mutable<HashPolicy> = into ?? emptyHashPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readHashPolicySourceIp(r.message(), m.sourceIp); clearHashPolicy_policy_specifier(m); m.sourceIp = v; break }
      case 18: { const v = readHashPolicyFilterState(r.message(), m.filterState); clearHashPolicy_policy_specifier(m); m.filterState = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHashPolicy_policy_specifier(m: Mutable<HashPolicy>): void {
  m.sourceIp = null
  m.filterState = null
}

/** envoy.type.v3.HashPolicy.FilterState */
export interface HashPolicyFilterState {
  readonly key: string
}

export const HashPolicyFilterState: MessageType<HashPolicyFilterState> = define<HashPolicyFilterState>({
  name: 'envoy.type.v3.HashPolicy.FilterState', empty: emptyHashPolicyFilterState, write: writeHashPolicyFilterState, read: readHashPolicyFilterState,
  fields: () => [
    ['key', 1, 'string'],
  ],
})

export function emptyHashPolicyFilterState(): HashPolicyFilterState {
  return {
    key: '',
  }
}

export function writeHashPolicyFilterState(m: HashPolicyFilterState, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
}

export function readHashPolicyFilterState(r: MessageReader, into: HashPolicyFilterState | null): HashPolicyFilterState {
  const m: Mutable<HashPolicyFilterState> = into ?? emptyHashPolicyFilterState()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.v3.HashPolicy.SourceIp */
export interface HashPolicySourceIp {
}

export const HashPolicySourceIp: MessageType<HashPolicySourceIp> = define<HashPolicySourceIp>({
  name: 'envoy.type.v3.HashPolicy.SourceIp', empty: emptyHashPolicySourceIp, write: writeHashPolicySourceIp, read: readHashPolicySourceIp,
  fields: () => [],
})

export function emptyHashPolicySourceIp(): HashPolicySourceIp {
  return {}
}

export function writeHashPolicySourceIp(_m: HashPolicySourceIp, _w: ByteWriter): void {
}

export function readHashPolicySourceIp(r: MessageReader, into: HashPolicySourceIp | null): HashPolicySourceIp {
  const m: Mutable<HashPolicySourceIp> = into ?? emptyHashPolicySourceIp()
  while (!r.done) r.skipField(r.uint32())
  return m
}

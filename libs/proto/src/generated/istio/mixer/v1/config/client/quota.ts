/** Generated from istio/mixer/v1/config/client/quota.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { IstioService, readIstioService, writeIstioService } from './service.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** istio.mixer.v1.config.client.AttributeMatch */
export interface MixerAttributeMatch {
  readonly clause: ReadonlyMap<string, MixerStringMatch>
}

export const MixerAttributeMatch: MessageType<MixerAttributeMatch> = define<MixerAttributeMatch>({
  name: 'istio.mixer.v1.config.client.AttributeMatch', empty: emptyMixerAttributeMatch, write: writeMixerAttributeMatch, read: readMixerAttributeMatch,
  fields: () => [
    ['clause', 1, MixerStringMatch, 'map:string'],
  ],
})

export function emptyMixerAttributeMatch(): MixerAttributeMatch {
  return {
    clause: NO_ENTRIES,
  }
}

export function writeMixerAttributeMatch(m: MixerAttributeMatch, w: ByteWriter): void {
  for (const [k, v] of m.clause) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeMixerStringMatch, v); w.close(o) }
}

export function readMixerAttributeMatch(r: MessageReader, into: MixerAttributeMatch | null): MixerAttributeMatch {
  const m: Mutable<MixerAttributeMatch> = into ?? emptyMixerAttributeMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readMixerAttributeMatch_clause(r.message(), (m.clause = ownMap(m.clause))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readMixerAttributeMatch_clause(r: MessageReader, map: Map<string, MixerStringMatch>): void {
  let key: string = ''
  let value: MixerStringMatch | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readMixerStringMatch(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyMixerStringMatch())
}

/** istio.mixer.v1.config.client.Quota */
export interface MixerQuota {
  readonly quota: string
  readonly charge: number
}

export const MixerQuota: MessageType<MixerQuota> = define<MixerQuota>({
  name: 'istio.mixer.v1.config.client.Quota', empty: emptyMixerQuota, write: writeMixerQuota, read: readMixerQuota,
  fields: () => [
    ['quota', 1, 'string'],
    ['charge', 2, 'int32'],
  ],
})

export function emptyMixerQuota(): MixerQuota {
  return {
    quota: '',
    charge: 0,
  }
}

export function writeMixerQuota(m: MixerQuota, w: ByteWriter): void {
  if (m.quota !== '') w.uint32(10).string(m.quota)
  if (m.charge !== 0) w.uint32(16).int32(m.charge)
}

export function readMixerQuota(r: MessageReader, into: MixerQuota | null): MixerQuota {
  const m: Mutable<MixerQuota> = into ?? emptyMixerQuota()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.quota = r.string(); break
      case 16: m.charge = r.int32(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.QuotaRule */
export interface MixerQuotaRule {
  readonly match: readonly MixerAttributeMatch[]
  readonly quotas: readonly MixerQuota[]
}

export const MixerQuotaRule: MessageType<MixerQuotaRule> = define<MixerQuotaRule>({
  name: 'istio.mixer.v1.config.client.QuotaRule', empty: emptyMixerQuotaRule, write: writeMixerQuotaRule, read: readMixerQuotaRule,
  fields: () => [
    ['match', 1, MixerAttributeMatch, 'list'],
    ['quotas', 2, MixerQuota, 'list'],
  ],
})

export function emptyMixerQuotaRule(): MixerQuotaRule {
  return {
    match: NO_ITEMS,
    quotas: NO_ITEMS,
  }
}

export function writeMixerQuotaRule(m: MixerQuotaRule, w: ByteWriter): void {
  for (const v of m.match) put(w, 10, writeMixerAttributeMatch, v)
  for (const v of m.quotas) put(w, 18, writeMixerQuota, v)
}

export function readMixerQuotaRule(r: MessageReader, into: MixerQuotaRule | null): MixerQuotaRule {
  const m: Mutable<MixerQuotaRule> = into ?? emptyMixerQuotaRule()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.match = append(m.match, readMixerAttributeMatch(r.message(), null)); break
      case 18: m.quotas = append(m.quotas, readMixerQuota(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.QuotaSpec */
export interface QuotaSpec {
  readonly rules: readonly MixerQuotaRule[]
}

export const QuotaSpec: MessageType<QuotaSpec> = define<QuotaSpec>({
  name: 'istio.mixer.v1.config.client.QuotaSpec', empty: emptyQuotaSpec, write: writeQuotaSpec, read: readQuotaSpec,
  fields: () => [
    ['rules', 1, MixerQuotaRule, 'list'],
  ],
})

export function emptyQuotaSpec(): QuotaSpec {
  return {
    rules: NO_ITEMS,
  }
}

export function writeQuotaSpec(m: QuotaSpec, w: ByteWriter): void {
  for (const v of m.rules) put(w, 10, writeMixerQuotaRule, v)
}

export function readQuotaSpec(r: MessageReader, into: QuotaSpec | null): QuotaSpec {
  const m: Mutable<QuotaSpec> = into ?? emptyQuotaSpec()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rules = append(m.rules, readMixerQuotaRule(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.QuotaSpecBinding */
export interface QuotaSpecBinding {
  readonly services: readonly IstioService[]
  readonly quotaSpecs: readonly QuotaSpecBindingQuotaSpecReference[]
}

export const QuotaSpecBinding: MessageType<QuotaSpecBinding> = define<QuotaSpecBinding>({
  name: 'istio.mixer.v1.config.client.QuotaSpecBinding', empty: emptyQuotaSpecBinding, write: writeQuotaSpecBinding, read: readQuotaSpecBinding,
  fields: () => [
    ['services', 1, IstioService, 'list'],
    ['quota_specs', 2, QuotaSpecBindingQuotaSpecReference, 'list'],
  ],
})

export function emptyQuotaSpecBinding(): QuotaSpecBinding {
  return {
    services: NO_ITEMS,
    quotaSpecs: NO_ITEMS,
  }
}

export function writeQuotaSpecBinding(m: QuotaSpecBinding, w: ByteWriter): void {
  for (const v of m.services) put(w, 10, writeIstioService, v)
  for (const v of m.quotaSpecs) put(w, 18, writeQuotaSpecBindingQuotaSpecReference, v)
}

export function readQuotaSpecBinding(r: MessageReader, into: QuotaSpecBinding | null): QuotaSpecBinding {
  const m: Mutable<QuotaSpecBinding> = into ?? emptyQuotaSpecBinding()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.services = append(m.services, readIstioService(r.message(), null)); break
      case 18: m.quotaSpecs = append(m.quotaSpecs, readQuotaSpecBindingQuotaSpecReference(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.QuotaSpecBinding.QuotaSpecReference */
export interface QuotaSpecBindingQuotaSpecReference {
  readonly name: string
  readonly namespace: string
}

export const QuotaSpecBindingQuotaSpecReference: MessageType<QuotaSpecBindingQuotaSpecReference> = define<QuotaSpecBindingQuotaSpecReference>({
  name: 'istio.mixer.v1.config.client.QuotaSpecBinding.QuotaSpecReference', empty: emptyQuotaSpecBindingQuotaSpecReference, write: writeQuotaSpecBindingQuotaSpecReference, read: readQuotaSpecBindingQuotaSpecReference,
  fields: () => [
    ['name', 1, 'string'],
    ['namespace', 2, 'string'],
  ],
})

export function emptyQuotaSpecBindingQuotaSpecReference(): QuotaSpecBindingQuotaSpecReference {
  return {
    name: '',
    namespace: '',
  }
}

export function writeQuotaSpecBindingQuotaSpecReference(m: QuotaSpecBindingQuotaSpecReference, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.namespace !== '') w.uint32(18).string(m.namespace)
}

export function readQuotaSpecBindingQuotaSpecReference(r: MessageReader, into: QuotaSpecBindingQuotaSpecReference | null): QuotaSpecBindingQuotaSpecReference {
  const m: Mutable<QuotaSpecBindingQuotaSpecReference> = into ?? emptyQuotaSpecBindingQuotaSpecReference()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.namespace = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** istio.mixer.v1.config.client.StringMatch */
export interface MixerStringMatch {
  readonly exact: string | null // oneof match_type
  readonly prefix: string | null // oneof match_type
  readonly regex: string | null // oneof match_type
}

export const MixerStringMatch: MessageType<MixerStringMatch> = define<MixerStringMatch>({
  name: 'istio.mixer.v1.config.client.StringMatch', empty: emptyMixerStringMatch, write: writeMixerStringMatch, read: readMixerStringMatch,
  fields: () => [
    ['exact', 1, 'string', '', 'matchType'],
    ['prefix', 2, 'string', '', 'matchType'],
    ['regex', 3, 'string', '', 'matchType'],
  ],
})

export function emptyMixerStringMatch(): MixerStringMatch {
  return {
    exact: null,
    prefix: null,
    regex: null,
  }
}

export function writeMixerStringMatch(m: MixerStringMatch, w: ByteWriter): void {
  if (m.exact !== null) w.uint32(10).string(m.exact)
  if (m.prefix !== null) w.uint32(18).string(m.prefix)
  if (m.regex !== null) w.uint32(26).string(m.regex)
}

export function readMixerStringMatch(r: MessageReader, into: MixerStringMatch | null): MixerStringMatch {
  const m: Mutable<MixerStringMatch> = into ?? emptyMixerStringMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearMixerStringMatch_match_type(m); m.exact = v; break }
      case 18: { const v = r.string(); clearMixerStringMatch_match_type(m); m.prefix = v; break }
      case 26: { const v = r.string(); clearMixerStringMatch_match_type(m); m.regex = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearMixerStringMatch_match_type(m: Mutable<MixerStringMatch>): void {
  m.exact = null
  m.prefix = null
  m.regex = null
}

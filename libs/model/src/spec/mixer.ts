/** Mixer's kinds: handlers, instances, rules, attribute manifests, quota specs, and the legacy spellings. */
import type { DurationText, JsonObject, Labels, StringMatch } from './matching.ts'

export interface HandlerSpec {
  /** Ignored: the object's own name counts. */
  readonly name?: string
  /** Name of an `adapter` object, for handlers out of process. */
  readonly adapter?: string
  /** Name of an adapter compiled in, like `denier`. */
  readonly compiledAdapter?: string
  /** Parameters of the adapter, read strictly by it. */
  readonly params?: JsonObject
  readonly connection?: HandlerConnection
}

export interface HandlerConnection {
  readonly address?: string
  readonly timeout?: DurationText
  readonly authentication?: JsonObject
}

/** An adapter out of process, kind `adapter`. */
export interface AdapterInfoSpec {
  /** Ignored: the object's own name counts. */
  readonly name?: string
  readonly description?: string
  /** Names of `template` objects. */
  readonly templates?: readonly string[]
  /** Base64 of a descriptor set with the message `Params`; empty for no params. */
  readonly config?: string
  readonly sessionBased?: boolean
}

/** A template out of process, kind `template`. */
export interface TemplateSpec {
  /** Base64 of a descriptor set, one file of which is marked as the template. */
  readonly descriptor?: string
}

export interface InstanceSpec {
  /** Ignored: the object's own name counts. */
  readonly name?: string
  /** Name of a `template` object. */
  readonly template?: string
  /** Name of a template compiled in, like `metric`. */
  readonly compiledTemplate?: string
  /** Fields of the template; texts in it are expressions. */
  readonly params?: JsonObject
  /** Attribute to expression, for attribute-generating templates. */
  readonly attributeBindings?: Readonly<Record<string, string>>
}

export interface RuleSpec {
  /** Empty, absent or `true` means always. */
  readonly match?: string
  readonly actions?: readonly RuleAction[]
  readonly requestHeaderOperations?: readonly HeaderOperationTemplate[]
  readonly responseHeaderOperations?: readonly HeaderOperationTemplate[]
  /** Accepted and ignored, as Mixer 1.4 did. */
  readonly sampling?: JsonObject
  /** Ours: while a part of the rule cannot work, what it matches is refused. Without, such a part is left out. */
  readonly failClosed?: boolean
}

export interface RuleAction {
  readonly handler?: string
  readonly instances?: readonly string[]
  readonly name?: string
}

export interface HeaderOperationTemplate {
  readonly name?: string
  /** Expressions. */
  readonly values?: readonly string[]
  /** Absent means REPLACE. */
  readonly operation?: 'REPLACE' | 'REMOVE' | 'APPEND'
}

export type AttributeValueType =
  | 'VALUE_TYPE_UNSPECIFIED'
  | 'STRING'
  | 'INT64'
  | 'DOUBLE'
  | 'BOOL'
  | 'TIMESTAMP'
  | 'IP_ADDRESS'
  | 'EMAIL_ADDRESS'
  | 'URI'
  | 'DNS_NAME'
  | 'DURATION'
  | 'STRING_MAP'

export interface AttributeManifestSpec {
  readonly revision?: string
  readonly name?: string
  readonly attributes?: Readonly<
    Record<string, { readonly description?: string; readonly valueType?: AttributeValueType }>
  >
}

export interface QuotaSpecSpec {
  readonly rules?: readonly QuotaRule[]
}

export interface QuotaRule {
  readonly match?: readonly AttributeMatch[]
  readonly quotas?: readonly QuotaCharge[]
}

export interface AttributeMatch {
  readonly clause?: Readonly<Record<string, StringMatch>>
}

export interface QuotaCharge {
  readonly quota?: string
  /** Absent means 1. */
  readonly charge?: number
}

export interface QuotaSpecBindingSpec {
  readonly services?: readonly IstioService[]
  readonly quotaSpecs?: readonly QuotaSpecReference[]
}

export interface IstioService {
  readonly name?: string
  readonly namespace?: string
  readonly domain?: string
  readonly service?: string
  readonly labels?: Labels
}

export interface QuotaSpecReference {
  readonly name?: string
  readonly namespace?: string
}

export interface HttpApiSpecSpec {
  readonly attributes?: ApiAttributes
  readonly patterns?: readonly HttpApiSpecPattern[]
  /** Absent: the query parameters `key` and `api_key`, then the header `x-api-key`. */
  readonly apiKeys?: readonly ApiKey[]
}

export interface HttpApiSpecPattern {
  readonly attributes?: ApiAttributes
  readonly httpMethod?: string
  readonly uriTemplate?: string
  readonly regex?: string
}

/** Where an API key is looked for. */
export interface ApiKey {
  readonly query?: string
  readonly header?: string
  readonly cookie?: string
}

/** Attributes in the form of the Mixer API. */
export interface ApiAttributes {
  readonly attributes?: Readonly<Record<string, ApiAttributeValue>>
}

export interface ApiAttributeValue {
  readonly stringValue?: string
  readonly int64Value?: number
  readonly doubleValue?: number
  readonly boolValue?: boolean
  /** Base64. */
  readonly bytesValue?: string
  /** RFC 3339. */
  readonly timestampValue?: string
  readonly durationValue?: string
  readonly stringMapValue?: { readonly entries?: Labels }
}

export const API_ATTRIBUTE_VALUES: readonly (keyof ApiAttributeValue)[] = [
  'stringValue',
  'int64Value',
  'doubleValue',
  'boolValue',
  'bytesValue',
  'timestampValue',
  'durationValue',
  'stringMapValue',
]

export interface HttpApiSpecBindingSpec {
  readonly services?: readonly IstioService[]
  readonly apiSpecs?: readonly QuotaSpecReference[]
}

/** Legacy adapter kinds (`denier`, `memquota`, …): the spec is the adapter's parameters. */
export type LegacyAdapterSpec = JsonObject
/** Legacy template kinds (`metric`, `quota`, …): the spec is the instance's parameters. */
export type LegacyTemplateSpec = JsonObject

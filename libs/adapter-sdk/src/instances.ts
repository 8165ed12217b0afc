/** The instances that handlers get, one type per template; `template` tells them apart and `name` is the canonical key. */
import type { AttributeValue, TimestampValue } from '@flotilla/attributes'
import type { ValueMap } from './value-map.ts'
import type { InstanceValue } from './value-text.ts'

interface Named<T extends string> {
  readonly template: T
  /** Canonical key: `requestcount.instance.istio-system`. */
  readonly name: string
}

export interface MetricInstance extends Named<'metric'> {
  readonly value: InstanceValue
  readonly dimensions: ValueMap
  readonly monitoredResourceType: string
  readonly monitoredResourceDimensions: ValueMap
}

export interface LogEntryInstance extends Named<'logentry'> {
  readonly variables: ValueMap
  readonly timestamp: TimestampValue | null
  readonly severity: string
  readonly monitoredResourceType: string
  readonly monitoredResourceDimensions: ValueMap
}

export interface EdgeInstance extends Named<'edge'> {
  readonly timestamp: TimestampValue | null
  readonly sourceWorkloadNamespace: string
  readonly sourceWorkloadName: string
  readonly sourceOwner: string
  readonly sourceUid: string
  readonly destinationWorkloadNamespace: string
  readonly destinationWorkloadName: string
  readonly destinationOwner: string
  readonly destinationUid: string
  readonly destinationServiceNamespace: string
  readonly destinationServiceName: string
  readonly contextProtocol: string
  readonly apiProtocol: string
}

export interface TraceSpanInstance extends Named<'tracespan'> {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly spanName: string
  readonly startTime: TimestampValue | null
  readonly endTime: TimestampValue | null
  readonly spanTags: ValueMap
  readonly httpStatusCode: bigint
  readonly clientSpan: boolean
  readonly rewriteClientSpanId: boolean
  readonly sourceName: string
  readonly sourceIp: Uint8Array | null
  readonly destinationName: string
  readonly destinationIp: Uint8Array | null
  readonly requestSize: bigint
  readonly requestTotalSize: bigint
  readonly responseSize: bigint
  readonly responseTotalSize: bigint
  readonly apiProtocol: string
}

export interface AuthorizationInstance extends Named<'authorization'> {
  readonly subject: {
    readonly user: string
    readonly groups: string
    readonly properties: ValueMap
  }
  readonly action: {
    readonly namespace: string
    readonly service: string
    readonly method: string
    readonly path: string
    readonly properties: ValueMap
  }
}

export interface ApiKeyInstance extends Named<'apikey'> {
  readonly api: string
  readonly apiVersion: string
  readonly apiOperation: string
  readonly apiKey: string
  readonly timestamp: TimestampValue | null
}

export interface ListEntryInstance extends Named<'listentry'> {
  readonly value: InstanceValue
}

export interface QuotaInstance extends Named<'quota'> {
  readonly dimensions: ValueMap
}

export interface KubernetesInstance extends Named<'kubernetes'> {
  readonly sourceUid: string
  readonly sourceIp: Uint8Array | null
  readonly destinationUid: string
  readonly destinationIp: Uint8Array | null
  readonly destinationPort: bigint
}

export type CheckNothingInstance = Named<'checknothing'>
export type ReportNothingInstance = Named<'reportnothing'>

export type CheckInstance =
  | CheckNothingInstance
  | ListEntryInstance
  | AuthorizationInstance
  | ApiKeyInstance
export type ReportInstance =
  | MetricInstance
  | LogEntryInstance
  | EdgeInstance
  | TraceSpanInstance
  | ReportNothingInstance
export type GeneratorInstance = KubernetesInstance
export type Instance = CheckInstance | ReportInstance | QuotaInstance | GeneratorInstance

/** What a generator answers with. */
export interface GeneratorOutput {
  /** By the template's output names; a name that is absent stays absent. */
  readonly values: ReadonlyMap<string, AttributeValue>
  /** How long a decision that rests on it may be reused, ms; null where that does not matter. */
  readonly maxValidityMs: number | null
}

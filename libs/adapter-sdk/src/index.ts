/** Templates, the adapter interface, and the compliance suite that every adapter runs. */
export {
  type Acceptance,
  type AcceptedParams,
  type Adapter,
  type AdapterSpec,
  defineAdapter,
  type EdgeDecision,
  type HandlerWiring,
  type InstanceShape,
} from './adapter.ts'
export {
  type BackendChannel,
  type BackendConnection,
  type BackendConnector,
  type BackendSecurity,
  type BackendToken,
  NO_BACKENDS,
} from './backend.ts'
export { emptyFieldValue } from './empty-value.ts'
export type {
  AdapterEnv,
  ByteStream,
  DatagramClient,
  Datagrams,
  DeliveryCounts,
  Exposition,
  HttpAnswer,
  HttpClient,
  HttpRequest,
  LineSink,
  OutsideClients,
  StreamAddress,
  StreamClient,
  StreamEvents,
  TaskScheduler,
} from './env.ts'
export {
  type CheckResult,
  type Handler,
  hasNoOpinion,
  NO_OPINION,
  NOTHING_GRANTED,
  type QuotaArgs,
  type QuotaResult,
  type WeightedInstance,
} from './handler.ts'
export { deliverByHttp, type HttpDelivery } from './http-delivery.ts'
export type {
  ApiKeyInstance,
  AuthorizationInstance,
  CheckInstance,
  CheckNothingInstance,
  EdgeInstance,
  GeneratorInstance,
  GeneratorOutput,
  Instance,
  KubernetesInstance,
  ListEntryInstance,
  LogEntryInstance,
  MetricInstance,
  QuotaInstance,
  ReportInstance,
  ReportNothingInstance,
  TraceSpanInstance,
} from './instances.ts'
export { ipText, shortestIp } from './ip-text.ts'
export {
  type JetStreamClient,
  type JetStreamConnector,
  NO_JETSTREAM,
  type Publication,
  type PublishResult,
} from './jetstream.ts'
export { ALL_SENT, Outbox, type OutboxOptions, type SendResult } from './outbox.ts'
export { PacketBuffer, type PacketBufferOptions } from './packet-buffer.ts'
export { type HostPortParam, hostPort, isHttpUrl } from './params/addresses.ts'
export { camelCase, list, map, message, optional, snakeCase } from './params/composites.ts'
export { bool, choice, double, duration, int32, int64, text } from './params/scalars.ts'
export {
  type JsonSchema,
  type ParamType,
  type ParamViolation,
  type ParsedParams,
  parseParams,
} from './params/types.ts'
export {
  NO_REDIS,
  type RedisClient,
  type RedisConnector,
  type RedisReply,
  type RedisResult,
  type RedisScript,
} from './redis.ts'
export { isTraceSampled, type Span, type SpanEndpoint, spanOf } from './span.ts'
export { Code, type DirectResponse, OK, type Status, status, statusParam } from './status.ts'
export { BoundedScheduler, DEFAULT_TASK_LIMITS, type TaskLimits } from './task-scheduler.ts'
export {
  type FieldType,
  type OutputField,
  type Template,
  type TemplateField,
  Variety,
} from './template.ts'
export { TEMPLATES, type TemplateName, templateOf } from './templates.ts'
export { textEqualsValue } from './text-equals.ts'
export {
  type Lookup,
  type ParsedTemplate,
  parseTextTemplate,
  type TextTemplate,
} from './text-template.ts'
export { EMPTY_VALUE_MAP, ValueMap } from './value-map.ts'
export { type InstanceValue, timestampText, valueText } from './value-text.ts'
export type { WorkloadContainer, WorkloadDirectory, WorkloadRecord } from './workload-directory.ts'

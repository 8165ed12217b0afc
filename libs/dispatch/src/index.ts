/** Mixer configuration to decision and instances for a bag; runs in mixer, at the edge, and offline. */
export { configFindings } from './compile/findings.ts'
export { canonicalKey, handlerName, resolveReference, shortName } from './compile/names.ts'
export { attributesOf, perRequestAttributesOf } from './compile/per-request.ts'
export type { CompiledAction, CompiledRule } from './compile/rules.ts'
export {
  type ConfigSnapshot,
  compileSnapshot,
  type HandlerPlan,
  type SnapshotCounts,
} from './compile/snapshot.ts'
export type { Vocabulary } from './compile/vocabulary.ts'
export {
  decodeHandleRequest,
  decodeSessionRequest,
  encodeCheckResult,
  encodeQuotaResult,
  encodeSessionResponse,
  encodeStatusResponse,
} from './dynamic/adapter-side.ts'
export {
  decodeCheckResult,
  decodeQuotaResult,
  encodeAny,
  encodeRequest,
  type RequestParts,
} from './dynamic/backend-messages.ts'
export { CircuitBreaker, CircuitState, FAILURES, OPEN_MS } from './dynamic/circuit-breaker.ts'
export { FieldKind } from './dynamic/descriptor-types.ts'
export {
  MAX_DESCRIPTOR_BYTES,
  parseDescriptorSet,
} from './dynamic/parse-descriptor.ts'
export { type HandlerAdapter, MAX_CALLS, MODULE_SCHEME } from './dynamic/remote-adapter.ts'
export { isSessionLost, RemoteSession, SESSION_METADATA } from './dynamic/remote-session.ts'
export { isRemote, type RemoteTemplate } from './dynamic/template.ts'
export { writeAnyValue } from './dynamic/values.ts'
export {
  descriptorSetText,
  type EnumSource,
  type FieldSource,
  type FileSource,
  type MessageSource,
  type ServiceSource,
} from './dynamic/write-descriptor.ts'
export { edgeDigest, MAX_EDGE_BYTES } from './edge/edge-content.ts'
export {
  type EdgePlan,
  type EdgePlanOptions,
  type EdgeReason,
  edgePlan,
  MAX_EDGE_RULES,
} from './edge/edge-plan.ts'
export { rollUpPlan } from './edge/roll-up-plan.ts'
export { type RolledUp, RollUpSession, type WeightedValue } from './edge/roll-up-session.ts'
export {
  attributesOfPairs,
  type ParsedAttributes,
  splitPair,
  type TypeOf,
  typedValue,
} from './explain/attribute-text.ts'
export { type Reason, reasonsOf } from './explain/because.ts'
export {
  type ActionExplanation,
  type AnswerExplanation,
  type CheckExplanation,
  codeName,
  type DecisionExplanation,
  explainCheck,
  type InstanceExplanation,
  type RuleExplanation,
} from './explain/explain-check.ts'
export type { JsonFields } from './explain/instance-json.ts'
export type { Problem, ProblemClass } from './problem.ts'
export { check } from './run/check.ts'
export {
  type CheckOutcome,
  combine,
  DEFAULT_USE_COUNT,
  DEFAULT_VALID_MS,
  type HandlerResult,
} from './run/combine.ts'
export { CALL_TIMEOUT_MS } from './run/deadline.ts'
export { DispatchError, type InvokeContext } from './run/invoke.ts'
export { BUILD_TIMEOUT_MS, type HandlerHost, type LiveHandler } from './run/live-handler.ts'
export { type MaybePromise, whenDone } from './run/maybe-promise.ts'
export { type DispatchObserver, type HandlerCall, SILENT_OBSERVER } from './run/observer.ts'
export { type Preprocessed, preprocess } from './run/preprocess.ts'
export { type QuotaRequest, quota } from './run/quota.ts'
export { ReportSession } from './run/report.ts'
export type { HeaderOperation, RouteDirective } from './run/route-directive.ts'
export type { RoutingTable } from './run/routing-table.ts'
export {
  DRAIN_TIMEOUT_MS,
  type ReloadReport,
  Runtime,
  type RuntimeOptions,
} from './run/runtime.ts'
export {
  type InForce,
  type ObjectState,
  type ObjectStatus,
  objectStatuses,
  type StatusReason,
} from './status/object-status.ts'

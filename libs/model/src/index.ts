/** Every configuration kind: types, schema, validation, and the immutable mesh snapshot. */

export {
  type CheckedFiles,
  type CheckOptions,
  type ConfigText,
  checkFiles,
  type ObjectFinding,
} from './check-files.ts'
export { findKind, KINDS, type KindCategory, type KindInfo, kindOf } from './kinds.ts'
export { type ParsedMeshConfig, parseMeshConfig } from './mesh-config.ts'
export {
  type ConfigObject,
  compareAge,
  type ObjectMeta,
  type ObjectRef,
  objectKey,
  refOf,
  type SourcePosition,
} from './object.ts'
export { type ParsedDocuments, type ParseOptions, parseDocuments } from './parse/documents.ts'
export { durationMs, durationNs, durationText } from './parse/duration.ts'
export { locate, placed } from './parse/places.ts'
export type {
  ClientTlsMode,
  ClientTlsSettings,
  ConnectionPoolSettings,
  ConsistentHash,
  DestinationRuleSpec,
  Http2KeepAlive,
  HttpCookie,
  HttpSettings,
  LoadBalancerSettings,
  LocalityDistribute,
  LocalityFailover,
  LocalityLbSetting,
  OutlierDetection,
  PortTrafficPolicy,
  ProxyProtocol,
  RetryBudget,
  SimpleLb,
  Subset,
  TcpKeepalive,
  TcpSettings,
  TrafficPolicy,
  TunnelSettings,
  Warmup,
  ZoneAwareLbSetting,
} from './spec/destination-rule.ts'
export type {
  GatewayPort,
  GatewayServer,
  GatewaySpec,
  ServerTlsMode,
  ServerTlsSettings,
  TlsCertificate,
  TlsProtocol,
} from './spec/gateway.ts'
export type {
  DurationText,
  JsonObject,
  JsonValue,
  Labels,
  LegacyWorkloadSelector,
  Percent,
  PortSelector,
  StringMatch,
  WorkloadSelector,
} from './spec/matching.ts'
export type { MeshConfig } from './spec/mesh-config.ts'
export type {
  AdapterInfoSpec,
  ApiAttributes,
  ApiAttributeValue,
  ApiKey,
  AttributeManifestSpec,
  AttributeMatch,
  AttributeValueType,
  HandlerConnection,
  HandlerSpec,
  HeaderOperationTemplate,
  HttpApiSpecBindingSpec,
  HttpApiSpecPattern,
  HttpApiSpecSpec,
  InstanceSpec,
  IstioService,
  LegacyAdapterSpec,
  LegacyTemplateSpec,
  QuotaCharge,
  QuotaRule,
  QuotaSpecBindingSpec,
  QuotaSpecReference,
  QuotaSpecSpec,
  RuleAction,
  RuleSpec,
  TemplateSpec,
} from './spec/mixer.ts'
export type {
  MutualTls,
  MutualTlsMode,
  PeerAuthenticationSpec,
} from './spec/peer-authentication.ts'
export type { ServiceEntrySpec, ServicePort, WorkloadEntrySpec } from './spec/service-entry.ts'
export type {
  CorsPolicy,
  Delegate,
  Destination,
  FaultAbort,
  FaultDelay,
  HeaderOperations,
  HeaderRules,
  HttpBody,
  HttpDirectResponse,
  HttpFaultInjection,
  HttpMatchRequest,
  HttpMirrorPolicy,
  HttpRedirect,
  HttpRetry,
  HttpRewrite,
  HttpRoute,
  HttpRouteDestination,
  L4MatchAttributes,
  RegexRewrite,
  RouteDestination,
  TcpRoute,
  TlsMatchAttributes,
  TlsRoute,
  VirtualServiceSpec,
} from './spec/virtual-service.ts'
export { MESH_CONFIG_NAME } from './validate/mesh-config.ts'
export { SERVED_ADAPTERS } from './validate/mixer.ts'
export {
  type ReferenceFault,
  referenceFaults,
  type SetOptions,
  validateSet,
} from './validate/references.ts'
export { type ValidateOptions, validateObject } from './validate/validate-object.ts'
export { gatewayTarget } from './validate/virtual-service/gateway-names.ts'
export type { Finding, Violation } from './violation.ts'

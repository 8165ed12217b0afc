/** Shape of MeshConfig: the settings that are honoured; the others that Istio knows are refused by name. */
import type { MeshConfig } from '../spec/mesh-config.ts'
import {
  connectionPool,
  localityLbSetting,
  outlierDetection,
  zoneAwareLbSetting,
} from './destination-rule.ts'
import {
  bool,
  duration,
  type MessageSchema,
  message,
  object,
  oneOf,
  portOrZero,
  text,
  texts,
  uint32,
} from './schema.ts'
import { httpRetry } from './virtual-service.ts'

const NOT_YET = 'it is not supported here yet'
const REFUSED = Object.fromEntries(
  [
    'serviceSettings',
    'discoverySelectors',
    'extensionProviders',
    'defaultProviders',
    'caCertificates',
    'meshMTLS',
    'tlsDefaults',
    'configSources',
    'enableEnvoyAccessLogService',
    'dnsResolver',
    'certificates',
  ].map((name) => [name, NOT_YET]),
)

type Policies = NonNullable<MeshConfig['defaultTrafficPolicy']>

export const meshConfig: MessageSchema = message<MeshConfig>(
  {
    proxyListenPort: portOrZero,
    proxyInboundListenPort: portOrZero,
    proxyHttpPort: portOrZero,
    connectTimeout: duration,
    protocolDetectionTimeout: duration,
    outboundTrafficPolicy: message<NonNullable<MeshConfig['outboundTrafficPolicy']>>({
      mode: oneOf('REGISTRY_ONLY', 'ALLOW_ANY', 'ALLOW_ANY_DYNAMIC_DNS'),
    }),
    inboundTrafficPolicy: message<NonNullable<MeshConfig['inboundTrafficPolicy']>>({
      mode: oneOf('PASSTHROUGH', 'LOCALHOST'),
    }),
    enableAutoMtls: bool,
    rootNamespace: text,
    trustDomain: text,
    trustDomainAliases: texts,
    defaultServiceExportTo: texts,
    defaultVirtualServiceExportTo: texts,
    defaultDestinationRuleExportTo: texts,
    localityLbSetting,
    zoneAwareLbSetting,
    defaultHttpRetryPolicy: httpRetry,
    defaultTrafficPolicy: message<Policies>({ connectionPool, outlierDetection }),
    dnsRefreshRate: duration,
    h2UpgradePolicy: oneOf('DO_NOT_UPGRADE', 'UPGRADE'),
    ingressClass: text,
    ingressService: text,
    ingressControllerMode: oneOf('UNSPECIFIED', 'OFF', 'DEFAULT', 'STRICT'),
    ingressSelector: text,
    pathNormalization: message<NonNullable<MeshConfig['pathNormalization']>>({
      normalization: oneOf('DEFAULT', 'NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'),
    }),
    accessLogFile: text,
    accessLogEncoding: oneOf('TEXT', 'JSON'),
    accessLogFormat: text,
    enableTracing: bool,
    enablePrometheusMerge: bool,
    verifyCertificateAtClient: bool,
    mixerCheckServer: text,
    mixerReportServer: text,
    disablePolicyChecks: bool,
    policyCheckFailOpen: bool,
    enableClientSidePolicyCheck: bool,
    disableMixerHttpReports: bool,
    reportBatchMaxEntries: uint32,
    reportBatchMaxTime: duration,
    sidecarToTelemetrySessionAffinity: bool,
    defaultConfig: object,
  },
  { refused: REFUSED },
)

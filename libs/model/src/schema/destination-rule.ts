/** Shape of DestinationRule, and of the traffic policies that MeshConfig shares with it. */
import type * as Spec from '../spec/destination-rule.ts'
import type { PortSelector, WorkloadSelector } from '../spec/matching.ts'
import {
  atMostOne,
  bool,
  count,
  double,
  duration,
  integer,
  labels,
  list,
  type MessageSchema,
  map,
  message,
  oneOf,
  percent,
  port,
  required,
  type Schema,
  text,
  texts,
  uint32,
  uint64,
  wholePercent,
} from './schema.ts'

const failover = list(message<Spec.LocalityFailover>({ from: text, to: text }))

export const localityLbSetting: Schema = message<Spec.LocalityLbSetting>({
  enabled: bool,
  distribute: list(message<Spec.LocalityDistribute>({ from: text, to: map(uint32) })),
  failover,
  failoverPriority: texts,
})

export const zoneAwareLbSetting: Schema = message<Spec.ZoneAwareLbSetting>({
  enabled: bool,
  failover,
  failoverPriority: texts,
  minClusterSize: uint32,
})

const consistentHash = message<Spec.ConsistentHash>(
  {
    httpHeaderName: text,
    httpCookie: message<Spec.HttpCookie>({
      name: text,
      path: text,
      ttl: duration,
      attributes: list(
        message<{ readonly name?: string; readonly value?: string }>({ name: text, value: text }),
      ),
    }),
    useSourceIp: bool,
    httpQueryParameterName: text,
    ringHash: message<{ readonly minimumRingSize?: number }>({ minimumRingSize: uint64 }),
    maglev: message<{ readonly tableSize?: number }>({ tableSize: uint64 }),
    minimumRingSize: uint64,
  },
  {
    oneofs: [
      atMostOne('httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'),
      atMostOne('ringHash', 'maglev'),
    ],
  },
)

const loadBalancer = message<Spec.LoadBalancerSettings>(
  {
    simple: oneOf(
      'UNSPECIFIED',
      'LEAST_CONN',
      'RANDOM',
      'PASSTHROUGH',
      'ROUND_ROBIN',
      'LEAST_REQUEST',
    ),
    consistentHash,
    localityLbSetting,
    zoneAwareLbSetting,
    warmup: message<Spec.Warmup>({
      duration,
      minimumPercent: double(0, 100),
      aggression: double(0, Number.MAX_VALUE),
    }),
    warmupDurationSecs: duration,
  },
  { oneofs: [atMostOne('simple', 'consistentHash')] },
)

export const connectionPool: Schema = message<Spec.ConnectionPoolSettings>({
  tcp: message<Spec.TcpSettings>({
    maxConnections: count,
    connectTimeout: duration,
    tcpKeepalive: message<Spec.TcpKeepalive>({
      probes: uint32,
      time: duration,
      interval: duration,
    }),
    maxConnectionDuration: duration,
    idleTimeout: duration,
  }),
  http: message<Spec.HttpSettings>({
    http1MaxPendingRequests: count,
    http2MaxRequests: count,
    maxRequestsPerConnection: count,
    maxRetries: count,
    idleTimeout: duration,
    h2UpgradePolicy: oneOf('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'),
    useClientProtocol: bool,
    maxConcurrentStreams: count,
    http2KeepAlive: message<Spec.Http2KeepAlive>({ interval: duration, timeout: duration }),
  }),
})

export const outlierDetection: Schema = message<Spec.OutlierDetection>({
  consecutiveErrors: count,
  splitExternalLocalOriginErrors: bool,
  consecutiveLocalOriginFailures: uint32,
  consecutiveGatewayErrors: uint32,
  consecutive5xxErrors: uint32,
  interval: duration,
  baseEjectionTime: duration,
  maxEjectionPercent: wholePercent,
  minHealthPercent: wholePercent,
  outlierDetectionHttpErrorCodes: list(integer(100, 599)),
})

const tls = message<Spec.ClientTlsSettings>({
  mode: oneOf('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'),
  clientCertificate: text,
  privateKey: text,
  caCertificates: text,
  caCrl: text,
  credentialName: text,
  subjectAltNames: texts,
  sni: text,
  insecureSkipVerify: bool,
})

const trafficPolicy = message<Spec.TrafficPolicy>({
  loadBalancer,
  connectionPool,
  outlierDetection,
  tls,
  portLevelSettings: list(
    message<Spec.PortTrafficPolicy>({
      port: required(message<PortSelector>({ number: required(port) })),
      loadBalancer,
      connectionPool,
      outlierDetection,
      tls,
    }),
  ),
  tunnel: message<Spec.TunnelSettings>({
    protocol: text,
    targetHost: required(text),
    targetPort: required(port),
  }),
  proxyProtocol: message<Spec.ProxyProtocol>({ version: oneOf('V1', 'V2') }),
  retryBudget: message<Spec.RetryBudget>({
    percent,
    minRetryConcurrency: uint32,
    budgetInterval: duration,
  }),
})

export const workloadSelector: Schema = message<WorkloadSelector>({ matchLabels: labels })

export const destinationRule: MessageSchema = message<Spec.DestinationRuleSpec>({
  host: required(text),
  trafficPolicy,
  subsets: list(message<Spec.Subset>({ name: required(text), labels, trafficPolicy })),
  exportTo: texts,
  workloadSelector,
})

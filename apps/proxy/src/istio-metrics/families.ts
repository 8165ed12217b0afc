/** Istio's standard metrics as families of the data path: names, labels and buckets (spec proxy §5.1). */
import {
  CounterFamily,
  GaugeFamily,
  HistogramFamily,
  type MetricFamily,
} from '@flotilla/metrics/typed'
import type { Peer } from './peer.ts'

const PEER_FIELDS = [
  'workload',
  'workload_namespace',
  'principal',
  'app',
  'version',
  'canonical_service',
  'canonical_revision',
  'cluster',
] as const
const COMMON_LABELS: readonly string[] = [
  'reporter',
  ...PEER_FIELDS.map((field) => `source_${field}`),
  ...PEER_FIELDS.map((field) => `destination_${field}`),
  'destination_service',
  'destination_service_name',
  'destination_service_namespace',
  'request_protocol',
  'connection_security_policy',
  'response_flags',
]
const HTTP_LABELS: readonly string[] = [
  ...COMMON_LABELS,
  'response_code',
  'grpc_response_status',
  'permissive_response_code',
  'permissive_response_policyid',
]

/** Buckets of Mixer's prometheus adapter, seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Envoy's default buckets, milliseconds. */
const MILLISECONDS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
]
const BYTES = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8]
/** Label sets of one family; beyond it they are counted together, unlisted (docs/limits.md). */
export const MAX_LABEL_SETS = 2_000

/** What all series of one connection or request have in common. */
export interface CommonLabels {
  readonly reporter: 'source' | 'destination'
  readonly source: Peer
  readonly sourcePrincipal: string
  readonly destination: Peer
  readonly destinationPrincipal: string
  readonly service: ServiceLabels
  readonly protocol: 'http' | 'grpc' | 'tcp'
  readonly securityPolicy: 'mutual_tls' | 'none' | 'unknown'
  /** As access logs show them: `UF,URX` or `-`. */
  readonly responseFlags: string
}

export interface ServiceLabels {
  readonly host: string
  readonly name: string
  readonly namespace: string
}

/** The series that one request is counted in. */
export interface HttpHandles {
  observe(durationMs: number, requestBytes: number, responseBytes: number): void
}

/** The series that one connection is counted in. */
export interface TcpHandles {
  opened(): void
  closed(): void
  transferred(receivedBytes: number, sentBytes: number): void
}

export class IstioMetrics {
  readonly families: readonly MetricFamily[]
  private readonly requests = counter('istio_requests_total', 'Requests.', HTTP_LABELS)
  private readonly seconds = histogram(
    'istio_request_duration_seconds',
    'Duration of requests in seconds.',
    SECONDS,
  )
  private readonly milliseconds = histogram(
    'istio_request_duration_milliseconds',
    'Duration of requests in milliseconds.',
    MILLISECONDS,
  )
  private readonly requestBytes = histogram(
    'istio_request_bytes',
    'Sizes of requests in bytes.',
    BYTES,
  )
  private readonly responseBytes = histogram(
    'istio_response_bytes',
    'Sizes of responses in bytes.',
    BYTES,
  )
  private readonly tcpSent = counter(
    'istio_tcp_sent_bytes_total',
    'Bytes sent to clients of raw connections.',
    COMMON_LABELS,
  )
  private readonly tcpReceived = counter(
    'istio_tcp_received_bytes_total',
    'Bytes received from clients of raw connections.',
    COMMON_LABELS,
  )
  private readonly tcpOpened = counter(
    'istio_tcp_connections_opened_total',
    'Raw connections opened.',
    COMMON_LABELS,
  )
  private readonly tcpClosed = counter(
    'istio_tcp_connections_closed_total',
    'Raw connections closed.',
    COMMON_LABELS,
  )

  /** @param tag version of this build. */
  constructor(tag: string) {
    const build = new GaugeFamily('istio_build', 'What runs here.', ['component', 'tag'])
    build.labels('proxy', tag).set(1)
    this.families = [
      this.requests,
      this.seconds,
      this.milliseconds,
      this.requestBytes,
      this.responseBytes,
      this.tcpSent,
      this.tcpReceived,
      this.tcpOpened,
      this.tcpClosed,
      build,
    ]
  }

  /** Resolves the series of these labels. The look-up hashes some thirty texts: keep what it gives. */
  http(common: CommonLabels, responseCode: string, grpcStatus: string): HttpHandles {
    const values = [...commonValues(common), responseCode, grpcStatus, 'none', 'none']
    const requests = this.requests.labels(...values)
    const seconds = this.seconds.labels(...values)
    const milliseconds = this.milliseconds.labels(...values)
    const requestSizes = this.requestBytes.labels(...values)
    const responseSizes = this.responseBytes.labels(...values)
    return {
      observe(durationMs, requestBytes, responseBytes) {
        requests.inc()
        seconds.observe(durationMs / 1000)
        milliseconds.observe(durationMs)
        requestSizes.observe(requestBytes)
        responseSizes.observe(responseBytes)
      },
    }
  }

  tcp(common: CommonLabels): TcpHandles {
    const values = commonValues(common)
    const opened = this.tcpOpened.labels(...values)
    const closed = this.tcpClosed.labels(...values)
    const received = this.tcpReceived.labels(...values)
    const sent = this.tcpSent.labels(...values)
    return {
      opened: () => opened.inc(),
      closed: () => closed.inc(),
      transferred(receivedBytes, sentBytes) {
        received.add(receivedBytes)
        sent.add(sentBytes)
      },
    }
  }
}

function commonValues(labels: CommonLabels): string[] {
  const { service } = labels
  return [
    labels.reporter,
    ...peerValues(labels.source, labels.sourcePrincipal),
    ...peerValues(labels.destination, labels.destinationPrincipal),
    service.host,
    service.name,
    service.namespace,
    labels.protocol,
    labels.securityPolicy,
    labels.responseFlags,
  ]
}

function peerValues(peer: Peer, principal: string): string[] {
  return [
    peer.workload,
    peer.namespace,
    principal,
    peer.app,
    peer.version,
    peer.canonicalService,
    peer.canonicalRevision,
    peer.cluster,
  ]
}

function counter(name: string, help: string, labels: readonly string[]): CounterFamily {
  return new CounterFamily(name, help, labels, MAX_LABEL_SETS)
}

function histogram(name: string, help: string, bounds: readonly number[]): HistogramFamily {
  return new HistogramFamily(name, help, HTTP_LABELS, bounds, MAX_LABEL_SETS)
}

/** Counts calls and what was shed, under the names of OpenCensus and of go-grpc-prometheus that Istio's dashboard asks for. */
import { GRPC_STATUS_NAMES } from '@flotilla/errors'
import { Counter, type Registry } from '@flotilla/metrics'
import { CellHistogram } from './cell-histogram.ts'

const MILLISECONDS = [
  0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, 200,
  250, 300, 400, 500, 650, 800, 1000, 2000, 5000, 10000,
]
const BYTES = [0, 1024, 2048, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216]
/** By what is called: the service and its method. */
const METHODS = {
  check: ['istio.mixer.v1.Mixer', 'Check'],
  report: ['istio.mixer.v1.Mixer', 'Report'],
  rollUp: ['flotilla.mixer.v1.RollUps', 'Report'],
} as const
export type CallMethod = keyof typeof METHODS

export interface CallRecord {
  readonly method: CallMethod
  /** gRPC status code. */
  readonly code: number
  readonly durationMs: number
  readonly receivedBytes: number
}

export class RpcMetrics {
  private readonly completed: Counter<'grpc_server_method' | 'grpc_server_status'>
  private readonly handled: Counter<'grpc_type' | 'grpc_service' | 'grpc_method' | 'grpc_code'>
  private readonly latency: CellHistogram
  private readonly received: CellHistogram
  private readonly throttled: Counter
  private readonly shedCost: Counter
  private readonly bags: Counter
  private readonly refusedCallers: Counter

  constructor(registry: Registry) {
    const registers = [registry]
    this.completed = new Counter({
      name: 'grpc_io_server_completed_rpcs',
      help: 'Calls answered.',
      labelNames: ['grpc_server_method', 'grpc_server_status'],
      registers,
    })
    this.handled = new Counter({
      name: 'grpc_server_handled_total',
      help: 'Calls answered.',
      labelNames: ['grpc_type', 'grpc_service', 'grpc_method', 'grpc_code'],
      registers,
    })
    this.latency = new CellHistogram(
      registry,
      'grpc_io_server_server_latency',
      'Time of calls, ms.',
      MILLISECONDS,
    )
    this.received = new CellHistogram(
      registry,
      'grpc_io_server_received_bytes_per_rpc',
      'Size of requests.',
      BYTES,
    )
    const counter = (name: string, help: string): Counter => new Counter({ name, help, registers })
    this.throttled = counter(
      'mixer_loadshedding_requests_throttled',
      'Requests refused because too many were under way.',
    )
    this.shedCost = counter(
      'mixer_loadshedding_predicted_cost_shed_total',
      'Bytes of requests refused because too many were under way.',
    )
    this.bags = counter('flotilla_mixer_reported_bags_total', 'Attribute bags reported.')
    this.refusedCallers = counter(
      'flotilla_mixer_callers_refused_total',
      'Calls of identities that may not call.',
    )
  }

  called({ method, code, durationMs, receivedBytes }: CallRecord): void {
    const [service, call] = METHODS[method]
    const name = `${service}/${call}`
    const status = GRPC_STATUS_NAMES[code] ?? 'UNKNOWN'
    this.completed.inc({ grpc_server_method: name, grpc_server_status: status })
    this.handled.inc({
      grpc_type: 'unary',
      grpc_service: service,
      grpc_method: call,
      grpc_code: goCodeName(status),
    })
    const labels = { grpc_server_method: name }
    this.latency.labels(labels).observe(durationMs)
    this.received.labels(labels).observe(receivedBytes)
  }

  shed(bytes: number): void {
    this.throttled.inc()
    this.shedCost.inc(bytes)
  }

  reported(bags: number): void {
    this.bags.inc(bags)
  }

  callerRefused(): void {
    this.refusedCallers.inc()
  }
}

/** `RESOURCE_EXHAUSTED` → `ResourceExhausted`, but OK stays. */
function goCodeName(status: string): string {
  if (status === 'OK') return status
  return status
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')
}

/** Pilot's metrics, by their Istio names (spec pilot-galley 3.8). */
import { Counter, Gauge, Histogram, Registry } from '@flotilla/metrics'

const CONVERGENCE_BUCKETS = [0.1, 0.5, 1, 3, 5, 10, 20, 30]
const TIME_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 3, 5, 10]

const TYPE_LABELS: ReadonlyMap<string, string> = new Map([
  ['type.googleapis.com/envoy.config.cluster.v3.Cluster', 'cds'],
  ['type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment', 'eds'],
  ['type.googleapis.com/envoy.config.listener.v3.Listener', 'lds'],
  ['type.googleapis.com/envoy.config.route.v3.RouteConfiguration', 'rds'],
  ['type.googleapis.com/istio.networking.nds.v1.NameTable', 'nds'],
])

/** `cds`, `eds`, … or `other`: a closed set, whatever a client asks for. */
export function typeLabel(typeUrl: string): string {
  return TYPE_LABELS.get(typeUrl) ?? 'other'
}

/** What is looked up when the metrics are read. */
export interface PilotState {
  /** Requests that answered no response of ours. */
  readonly staleNonces: number
  /** Over all connected proxies. */
  readonly inboundConflicts: number
  readonly outboundConflicts: number
  readonly rejectedServers: number
}

export class PilotMetrics {
  readonly registry: Registry = new Registry()
  readonly pushes: Counter<'type'>
  readonly pushTriggers: Counter<'type'>
  readonly inboundUpdates: Counter<'type'>
  readonly rejects: Counter<'type'>
  readonly internalErrors: Counter
  readonly pushTime: Histogram<'type'>
  readonly convergence: Histogram
  readonly debounceTime: Histogram
  readonly contextInit: Histogram
  readonly connected: Gauge<'version'>
  readonly services: Gauge
  readonly virtualServices: Gauge
  readonly duplicateDomains: Gauge
  readonly droppedSubsets: Gauge
  readonly noInstances: Gauge
  readonly dnsWithoutEndpoints: Gauge
  readonly registeredWorkloads: Gauge
  readonly leaseFailures: Counter
  readonly refusedCallers: Counter

  constructor(version: string, uptimeSec: () => number) {
    const r = [this.registry]
    const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Counter<L>({ name, help, labelNames, registers: r })
    const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
      new Gauge<L>({ name, help, labelNames, registers: r })
    const histogram = <L extends string>(
      name: string,
      help: string,
      buckets: number[],
      ...labelNames: L[]
    ) => new Histogram<L>({ name, help, labelNames, buckets, registers: r })

    this.pushes = counter('pilot_xds_pushes', 'Responses sent, by type.', 'type')
    this.pushTriggers = counter('pilot_push_triggers', 'Pushes, by what caused them.', 'type')
    this.inboundUpdates = counter('pilot_inbound_updates', 'Updates received, by kind.', 'type')
    this.rejects = counter('pilot_total_xds_rejects', 'Responses refused by proxies.', 'type')
    this.internalErrors = counter('pilot_total_xds_internal_errors', 'Errors inside of pilot.')
    this.pushTime = histogram('pilot_xds_push_time', 'Generation time.', TIME_BUCKETS, 'type')
    this.convergence = histogram(
      'pilot_proxy_convergence_time',
      'From the event to the last type written to a proxy.',
      CONVERGENCE_BUCKETS,
    )
    this.debounceTime = histogram('pilot_debounce_time', 'Time events waited.', TIME_BUCKETS)
    this.contextInit = histogram(
      'pilot_pushcontext_init_seconds',
      'Time to build a push context.',
      TIME_BUCKETS,
    )
    this.connected = gauge('pilot_xds', 'Connected proxies.', 'version')
    this.services = gauge('pilot_services', 'Services known.')
    this.virtualServices = gauge('pilot_virt_services', 'VirtualServices known.')
    this.duplicateDomains = gauge(
      'pilot_vservice_dup_domain',
      'Hosts that an older VirtualService already had.',
    )
    this.droppedSubsets = gauge(
      'pilot_destrule_subsets',
      'Subsets dropped because an older DestinationRule has one of the name.',
    )
    this.noInstances = gauge('pilot_eds_no_instances', 'Clusters without endpoints.')
    this.dnsWithoutEndpoints = gauge(
      'pilot_dns_cluster_without_endpoints',
      'DNS clusters without endpoints.',
    )
    this.registeredWorkloads = gauge(
      'flotilla_pilot_registered_workloads',
      'Workloads registered through proxies connected here.',
    )
    this.leaseFailures = counter(
      'flotilla_pilot_lease_failures_total',
      'Lease calls to galley that failed.',
    )
    this.refusedCallers = counter(
      'flotilla_pilot_refused_callers_total',
      'Streams whose node is not what the certificate says.',
    )
    gauge('pilot_info', 'Version of this pilot.', 'version').set({ version }, 1)
    const uptime: Gauge = new Gauge({
      name: 'istiod_uptime_seconds',
      help: 'Seconds since the start.',
      registers: r,
      collect: () => uptime.set(uptimeSec()),
    })
  }
  /** Adds the metrics that are looked up when they are read. */
  watch(state: () => PilotState): void {
    const add = (name: string, help: string, read: (now: PilotState) => number): void => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [this.registry],
        collect: () => gauge.set(read(state())),
      })
    }
    add('pilot_xds_expired_nonce', 'Requests with an old nonce.', (now) => now.staleNonces)
    add(
      'pilot_conflict_inbound_listener',
      'Inbound ports that two services claim.',
      (now) => now.inboundConflicts,
    )
    add(
      'pilot_conflict_outbound_listener_tcp_over_current_tcp',
      'Outbound TCP services dropped because an older one matches the same.',
      (now) => now.outboundConflicts,
    )
    add(
      'flotilla_pilot_rejected_gateway_servers',
      'Gateway servers left out because another has their port or name.',
      (now) => now.rejectedServers,
    )
  }
}

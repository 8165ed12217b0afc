/** The series that Istio's dashboards of galley and of the mesh ask for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigObject } from '@flotilla/model'
import { galleyMetrics } from './metrics.ts'

const gateway: ConfigObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: {
    name: 'g',
    namespace: 'd',
    labels: {},
    annotations: {},
    creationMs: 0,
    version: '1',
  },
  spec: {},
  source: null,
}

const meshPolicy: ConfigObject = {
  ...gateway,
  kind: 'PeerAuthentication',
  metadata: { ...gateway.metadata, namespace: 'istio-system' },
}

const EXPECTED = [
  'galley_istio_authentication_meshpolicies 1',
  'galley_istio_networking_gateways 1',
  'galley_istio_networking_virtualservices 0',
  'galley_runtime_processor_events_processed_total 3',
  'galley_runtime_processor_snapshot_events_total_bucket{le="4"} 1',
  'galley_runtime_processor_snapshot_lifetime_duration_milliseconds_count 0',
  'galley_runtime_processor_snapshots_published_total 1',
  'galley_runtime_state_type_instances_total{collection="istio/networking/v1alpha3/gateways"} 1',
  'galley_runtime_strategy_on_change_total 2',
  'galley_runtime_strategy_timer_max_time_reached_total 0',
  'galley_runtime_strategy_timer_quiesce_reached_total 1',
  'galley_runtime_strategy_timer_resets_total 1',
  'galley_validation_failed{resource="Gateway",reason="FLT_CONFIG_INVALID"} 1',
  'galley_validation_http_error{status="403"} 1',
  'galley_validation_passed{resource="Gateway"} 1',
  'istio_mcp_clients_total{component="galley"} 2',
  'istio_mcp_message_sizes_bytes_bucket{le="8192",component="galley",collection="c"} 1',
  'istio_mcp_message_sizes_bytes_sum{component="galley",collection="c"} 2000',
  'istio_mcp_recv_failures_total{component="galley",code="Canceled"} 1',
  'istio_mcp_send_failures_total{component="galley",code="ResourceExhausted"} 1',
  'istio_mcp_request_acks_total{component="galley",collection="c"} 1',
  'istio_mcp_request_nacks_total{component="galley",collection="c",code="InvalidArgument"} 1',
]

test('every series is there', async () => {
  const metrics = galleyMetrics(
    () => 2,
    () => 0,
  )
  metrics.answered('c', 'ack')
  metrics.answered('c', 'nack')
  metrics.sent('c', 2_000)
  metrics.broke('receive', 1)
  metrics.broke('send', 8)
  metrics.judged('Gateway', null)
  metrics.judged('Gateway', 'FLT_CONFIG_INVALID')
  metrics.failed(403)
  metrics.changed(false)
  metrics.changed(true)
  metrics.published([gateway, meshPolicy], { changes: 3, spanMs: 20, reason: 'quiet' })
  const lines = new Set((await metrics.registry.metrics()).split('\n'))
  for (const line of EXPECTED) assert.ok(lines.has(line), line)
})

/** What of the APIs is generated: the messages that are entry points, the fields kept of messages that we use in part, and names. */

/** Proto files that are read, relative to the include folders. Their imports follow. */
export const FILES: readonly string[] = [
  'envoy/config/bootstrap/v3/bootstrap.proto',
  'envoy/config/cluster/v3/cluster.proto',
  'envoy/config/endpoint/v3/endpoint.proto',
  'envoy/config/listener/v3/listener.proto',
  'envoy/config/route/v3/route.proto',
  'envoy/extensions/access_loggers/file/v3/file.proto',
  'envoy/extensions/access_loggers/stream/v3/stream.proto',
  'envoy/extensions/filters/http/cors/v3/cors.proto',
  'envoy/extensions/filters/http/fault/v3/fault.proto',
  'envoy/extensions/filters/http/router/v3/router.proto',
  'envoy/extensions/filters/listener/http_inspector/v3/http_inspector.proto',
  'envoy/extensions/filters/listener/original_dst/v3/original_dst.proto',
  'envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector.proto',
  'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
  'envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.proto',
  'envoy/extensions/retry/host/previous_hosts/v3/previous_hosts.proto',
  'envoy/extensions/transport_sockets/raw_buffer/v3/raw_buffer.proto',
  'envoy/extensions/transport_sockets/tls/v3/tls.proto',
  'envoy/extensions/upstreams/http/v3/http_protocol_options.proto',
  'envoy/service/discovery/v3/ads.proto',
  'envoy/service/secret/v3/sds.proto',
  'grpc/health/v1/health.proto',
  'istio/mcp/v1alpha1/mcp.proto',
  'istio/mixer/v1/config/client/client_config.proto',
  'istio/mixer/v1/service.proto',
  'istio/networking/nds/v1/nds.proto',
  'istio/v1/auth/istio_ca.proto',
  'istio/v1/auth/istio_certificate.proto',
  'udpa/type/v1/typed_struct.proto',
  'xds/type/v3/typed_struct.proto',
]

/** Entry points; whatever their kept fields reach is generated too. Messages of services come with the service. */
export const ROOTS: readonly string[] = [
  'envoy.config.bootstrap.v3.Bootstrap',
  'envoy.config.cluster.v3.Cluster',
  'envoy.config.core.v3.TypedExtensionConfig',
  'envoy.config.endpoint.v3.ClusterLoadAssignment',
  'envoy.config.listener.v3.Listener',
  'envoy.config.route.v3.RouteConfiguration',
  'envoy.extensions.access_loggers.file.v3.FileAccessLog',
  'envoy.extensions.access_loggers.stream.v3.StderrAccessLog',
  'envoy.extensions.access_loggers.stream.v3.StdoutAccessLog',
  'envoy.extensions.filters.http.cors.v3.Cors',
  'envoy.extensions.filters.http.cors.v3.CorsPolicy',
  'envoy.extensions.filters.http.fault.v3.HTTPFault',
  'envoy.extensions.filters.http.router.v3.Router',
  'envoy.extensions.filters.listener.http_inspector.v3.HttpInspector',
  'envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
  'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
  'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
  'envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
  'envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer',
  'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
  'envoy.extensions.transport_sockets.tls.v3.Secret',
  'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
  'istio.mixer.v1.Attributes',
  'istio.mixer.v1.config.client.HTTPAPISpecBinding',
  'istio.mixer.v1.config.client.HttpClientConfig',
  'istio.mixer.v1.config.client.QuotaSpecBinding',
  'istio.mixer.v1.config.client.TcpClientConfig',
  'istio.networking.nds.v1.NameTable',
  'udpa.type.v1.TypedStruct',
  'xds.type.v3.TypedStruct',
]

export const SERVICES: readonly string[] = [
  'envoy.service.discovery.v3.AggregatedDiscoveryService',
  'envoy.service.secret.v3.SecretDiscoveryService',
  'grpc.health.v1.Health',
  'istio.mcp.v1alpha1.ResourceSink',
  'istio.mcp.v1alpha1.ResourceSource',
  'istio.mixer.v1.Mixer',
  'istio.v1.auth.IstioCAService',
  'istio.v1.auth.IstioCertificateService',
]

/** Fields that hold 64-bit integers as bigint; all others hold them as numbers and refuse what a number cannot hold. */
export const BIGINT_FIELDS: ReadonlySet<string> = new Set([
  'istio.mixer.v1.Attributes.AttributeValue.int64_value',
  'istio.mixer.v1.CheckRequest.QuotaParams.amount',
  'istio.mixer.v1.CheckResponse.QuotaResult.granted_amount',
  'istio.mixer.v1.CompressedAttributes.int64s',
])

/** TypeScript names of messages and enums whose own name (outer and inner joined) is taken or misleading. */
export const RENAMED: Readonly<Record<string, string>> = {
  'envoy.config.core.v3.HttpProtocolOptions': 'CommonHttpProtocolOptions',
  'istio.mcp.v1alpha1.Metadata': 'McpMetadata',
  'istio.mcp.v1alpha1.Resource': 'McpResource',
  'istio.mixer.v1.config.client.AttributeMatch': 'MixerAttributeMatch',
  'istio.mixer.v1.config.client.Quota': 'MixerQuota',
  'istio.mixer.v1.config.client.QuotaRule': 'MixerQuotaRule',
  'istio.mixer.v1.config.client.StringMatch': 'MixerStringMatch',
  'udpa.type.v1.TypedStruct': 'UdpaTypedStruct',
}

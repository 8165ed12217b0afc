/** Fields of Envoy 1.40 that are newer than the .proto files at hand: by message, in the words of proto. */
import protobuf from 'protobufjs'

/** `[repeated ]type name = number`. Messages that are new themselves are in `libs/proto/proto/envoy`. */
export const ADDED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'envoy.extensions.filters.http.set_filter_state.v3.Config': ['bool clear_route_cache = 2'],
  'envoy.extensions.filters.http.stateful_session.v3.StatefulSession': [
    'string stat_prefix = 3',
    'uint32 status_on_strict_destination_not_found = 4',
  ],
  'envoy.type.http.v3.Cookie': [
    'repeated envoy.config.route.v3.RouteAction.HashPolicy.CookieAttribute attributes = 4',
  ],
  'envoy.config.bootstrap.v3.Admin': [
    'repeated envoy.type.matcher.v3.StringMatcher allow_paths = 7',
  ],
  'envoy.config.cluster.v3.Cluster': ['google.protobuf.Duration dns_jitter = 58'],
  'envoy.config.common.mutation_rules.v3.HeaderMutation': [
    'envoy.config.common.mutation_rules.v3.HeaderMutationRemoveOnMatch remove_on_match = 3',
  ],
  'envoy.config.core.v3.HttpProtocolOptions': [
    'google.protobuf.UInt32Value max_response_headers_kb = 7',
  ],
  'envoy.config.core.v3.KeyValueAppend': ['envoy.config.core.v3.KeyValuePair record = 3'],
  'envoy.config.route.v3.DirectResponseAction': [
    'envoy.config.core.v3.SubstitutionFormatString body_format = 3',
  ],
  'envoy.config.route.v3.RedirectAction': ['string path_rewrite = 10'],
  'envoy.config.route.v3.Route': ['google.protobuf.UInt64Value request_body_buffer_limit = 20'],
  'envoy.config.route.v3.RouteAction': ['string host_rewrite = 44', 'string path_rewrite = 45'],
  'envoy.config.route.v3.RouteAction.RequestMirrorPolicy': [
    'repeated envoy.config.common.mutation_rules.v3.HeaderMutation request_headers_mutations = 7',
    'string host_rewrite_literal = 8',
  ],
  'envoy.config.route.v3.RouteConfiguration': ['string vhost_header = 18'],
  'envoy.config.route.v3.VirtualHost': [
    'google.protobuf.UInt64Value request_body_buffer_limit = 25',
  ],
  'envoy.extensions.filters.http.fault.v3.FaultAbort': ['string response_body = 6'],
  'envoy.extensions.filters.http.header_mutation.v3.Mutations': [
    'repeated envoy.config.core.v3.KeyValueMutation query_parameter_mutations = 3',
    'repeated envoy.config.common.mutation_rules.v3.HeaderMutation response_trailers_mutations = 4',
    'repeated envoy.config.common.mutation_rules.v3.HeaderMutation request_trailers_mutations = 5',
  ],
  'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit': [
    'repeated envoy.config.route.v3.RateLimit rate_limits = 17',
    'bool enable_retry_after_header = 19',
  ],
  'envoy.config.route.v3.RouteMatch': [
    'repeated envoy.type.matcher.v3.FilterStateMatcher filter_state = 16',
    'repeated envoy.config.route.v3.CookieMatcher cookies = 17',
  ],
  'envoy.config.route.v3.WeightedCluster': ['google.protobuf.BoolValue use_hash_policy = 5'],
  'envoy.extensions.filters.http.basic_auth.v3.BasicAuth': ['string authentication_header = 3'],
  'envoy.extensions.filters.http.compressor.v3.Compressor.CommonDirectionConfig': [
    'repeated envoy.type.matcher.v3.StringMatcher content_type_matcher = 4',
  ],
  'envoy.extensions.filters.http.compressor.v3.Compressor.ResponseDirectionConfig': [
    'repeated uint32 uncompressible_response_codes = 4',
    'bool weaken_etag_on_compress = 6',
  ],
  'envoy.extensions.filters.http.ip_tagging.v3.IPTagging': [
    'envoy.extensions.filters.http.ip_tagging.v3.IpTagHeader ip_tag_header = 5',
  ],
  'envoy.config.cluster.v3.Cluster.PreconnectPolicy': [
    'envoy.type.matcher.v3.MetadataMatcher preconnect_enabled_metadata = 3',
  ],
  'envoy.extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig': [
    'repeated envoy.config.route.v3.RouteAction.HashPolicy hash_policy = 3',
  ],
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': [
    'repeated envoy.config.route.v3.RouteAction.RequestMirrorPolicy request_mirror_policies = 9',
    'repeated envoy.config.route.v3.RouteAction.HashPolicy hash_policy = 10',
    'envoy.config.route.v3.RetryPolicy retry_policy = 11',
  ],
  'envoy.extensions.http.original_ip_detection.xff.v3.XffConfig': [
    'envoy.extensions.http.original_ip_detection.xff.v3.XffTrustedCidrs xff_trusted_cidrs = 2',
    'google.protobuf.BoolValue skip_xff_append = 3',
  ],
  'envoy.config.listener.v3.Listener': ['envoy.config.core.v3.TcpKeepalive tcp_keepalive = 37'],
  'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy': [
    'envoy.config.core.v3.BackoffStrategy backoff_options = 18',
    'envoy.type.v3.Percent max_downstream_connection_duration_jitter_percentage = 20',
    'envoy.extensions.filters.network.tcp_proxy.v3.UpstreamConnectMode upstream_connect_mode = 21',
    'google.protobuf.UInt32Value max_early_data_bytes = 22',
  ],
  'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext': [
    'bool prefer_client_ciphers = 11',
  ],
  'envoy.extensions.transport_sockets.tls.v3.TlsParameters': [
    'repeated envoy.extensions.transport_sockets.tls.v3.CompliancePolicy compliance_policies = 6',
  ],
}

const LINE = /^(repeated )?([\w.]+) (\w+) = (\d+)$/

/** Puts them into their messages, before types are resolved. */
export function addFields(root: protobuf.Root): void {
  for (const [message, lines] of Object.entries(ADDED_FIELDS)) {
    const type = root.lookupType(message)
    for (const line of lines) {
      const [, repeated, fieldType = '', name = '', number = ''] = LINE.exec(line) ?? []
      if (name === '') throw new Error(`added-fields.ts: ${message}: ${line}`)
      // The newer files have it by themselves one day.
      if (type.fields[name] !== undefined) throw new Error(`${message} has ${name} already`)
      const rule = repeated === undefined ? undefined : 'repeated'
      type.add(new protobuf.Field(name, Number(number), fieldType, rule))
    }
    // A new type inside, unlike a new field, has protobufjs tell everything in the message that its file is proto3.
    const inner = new protobuf.Type('Inner')
    type.add(inner)
    type.remove(inner)
  }
}

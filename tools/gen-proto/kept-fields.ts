/** The fields kept of messages that are used in part; a message without an entry keeps all. What is left out stays known by name and number. */

const CONFIG_SOURCE =
  'path path_config_source api_config_source ads initial_fetch_timeout resource_api_version'
const HEADER_OPERATIONS =
  'request_headers_to_add request_headers_to_remove response_headers_to_add response_headers_to_remove'

const CORE: Readonly<Record<string, string>> = {
  'envoy.config.core.v3.ApiConfigSource':
    'api_type transport_api_version grpc_services set_node_on_first_message_only',
  'envoy.config.core.v3.BindConfig':
    'source_address additional_source_addresses extra_source_addresses',
  'envoy.config.core.v3.ExtraSourceAddress': 'address',
  'envoy.config.core.v3.ConfigSource': CONFIG_SOURCE,
  'envoy.config.core.v3.DataSource': 'filename inline_bytes inline_string environment_variable',
  'envoy.config.core.v3.GrpcService': 'envoy_grpc timeout initial_metadata',
  'envoy.config.core.v3.GrpcService.EnvoyGrpc': 'cluster_name authority',
  'envoy.config.core.v3.HeaderValueOption': 'header append append_action keep_empty_value',
  'envoy.config.core.v3.HealthCheck':
    'timeout interval initial_jitter interval_jitter interval_jitter_percent unhealthy_threshold healthy_threshold alt_port reuse_connection http_health_check tcp_health_check grpc_health_check no_traffic_interval no_traffic_healthy_interval unhealthy_interval unhealthy_edge_interval healthy_edge_interval event_log_path event_logger always_log_health_check_failures always_log_health_check_success tls_options transport_socket_match_criteria custom_health_check',
  'envoy.config.core.v3.HealthCheck.HttpHealthCheck':
    'host path receive response_buffer_size request_headers_to_add request_headers_to_remove expected_statuses retriable_statuses codec_client_type service_name_matcher method send',
  'envoy.config.core.v3.HealthCheck.TcpHealthCheck': 'send receive',
  'envoy.config.core.v3.Http1ProtocolOptions':
    'allow_absolute_url accept_http_10 default_host_for_http_10 header_key_format enable_trailers allow_chunked_length override_stream_error_on_invalid_http_message send_fully_qualified_url use_balsa_parser allow_custom_methods',
  'envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat':
    'proper_case_words stateful_formatter',
  'envoy.config.core.v3.Http2ProtocolOptions':
    'hpack_table_size max_concurrent_streams initial_stream_window_size initial_connection_window_size allow_connect max_outbound_frames max_outbound_control_frames max_consecutive_inbound_frames_with_empty_payload max_inbound_priority_frames_per_stream max_inbound_window_update_frames_per_data_frame_sent override_stream_error_on_invalid_http_message connection_keepalive stream_error_on_invalid_http_messaging use_oghttp2_codec custom_settings_parameters',
  'envoy.config.core.v3.Node':
    'id cluster metadata locality user_agent_name user_agent_version client_features user_agent_build_version extensions listening_addresses dynamic_parameters',
  'envoy.config.core.v3.PathConfigSource': 'path watched_directory',
  'envoy.config.core.v3.SocketAddress': 'protocol address port_value named_port ipv4_compat',
  'envoy.config.core.v3.SubstitutionFormatString':
    'text_format json_format text_format_source omit_empty_values content_type formatters json_format_options',
  'envoy.type.matcher.v3.RegexMatcher': 'google_re2 regex',
  'envoy.type.matcher.v3.StringMatcher': 'exact prefix suffix safe_regex contains ignore_case',
}

const BOOTSTRAP: Readonly<Record<string, string>> = {
  'envoy.config.bootstrap.v3.Admin':
    'access_log address access_log_path profile_path ignore_global_conn_limit allow_paths',
  'envoy.config.bootstrap.v3.Bootstrap':
    'node static_resources dynamic_resources cluster_manager stats_config layered_runtime admin default_config_source overload_manager stats_flush_interval stats_flush_on_admin typed_dns_resolver_config dns_resolution_config default_regex_engine watchdog watchdogs flags_path stats_server_version_override node_context_params default_socket_interface use_tcp_for_dns_lookups stats_sinks memory_allocator_manager grpc_async_client_manager_config deferred_stat_options inline_headers',
  'envoy.config.bootstrap.v3.Bootstrap.DynamicResources': 'lds_config cds_config ads_config',
  'envoy.config.bootstrap.v3.ClusterManager':
    'local_cluster_name outlier_detection upstream_bind_config enable_deferred_cluster_creation',
  'envoy.config.bootstrap.v3.ClusterManager.OutlierDetection': 'event_log_path',
  'envoy.config.bootstrap.v3.RuntimeLayer': 'name static_layer admin_layer disk_layer',
  'envoy.config.overload.v3.OverloadAction': 'name triggers',
  'envoy.config.overload.v3.OverloadManager':
    'refresh_interval resource_monitors actions loadshed_points',
  'envoy.config.metrics.v3.StatsConfig':
    'stats_tags use_all_default_tags stats_matcher histogram_bucket_settings',
}

const LISTENER: Readonly<Record<string, string>> = {
  'envoy.config.accesslog.v3.AccessLogFilter':
    'status_code_filter duration_filter not_health_check_filter traceable_filter runtime_filter and_filter or_filter header_filter response_flag_filter grpc_status_filter metadata_filter log_type_filter',
  'envoy.config.listener.v3.AdditionalAddress': 'address',
  'envoy.config.listener.v3.Filter': 'name typed_config',
  'envoy.config.listener.v3.FilterChain':
    'filter_chain_match filters metadata transport_socket transport_socket_connect_timeout name use_proxy_proto',
  'envoy.config.listener.v3.FilterChainMatch':
    'destination_port prefix_ranges direct_source_prefix_ranges source_type source_prefix_ranges source_ports server_names transport_protocol application_protocols',
  'envoy.config.listener.v3.Listener':
    'name address additional_addresses stat_prefix filter_chains use_original_dst default_filter_chain per_connection_buffer_limit_bytes metadata drain_type listener_filters listener_filters_timeout continue_on_listener_filters_timeout transparent traffic_direction api_listener enable_reuse_port access_log tcp_backlog_size bind_to_port ignore_global_conn_limit connection_balance_config reuse_port max_connections_to_accept_per_socket_event bypass_overload_manager filter_chain_matcher deprecated_v1 freebind socket_options tcp_keepalive',
  'envoy.config.listener.v3.ListenerFilter': 'name typed_config filter_disabled',
  'envoy.extensions.access_loggers.file.v3.FileAccessLog':
    'path format json_format log_format typed_json_format',
}

const HTTP: Readonly<Record<string, string>> = {
  'envoy.extensions.filters.http.fault.v3.HTTPFault':
    'delay abort upstream_cluster headers downstream_nodes max_active_faults response_rate_limit delay_percent_runtime abort_percent_runtime delay_duration_runtime max_active_faults_runtime response_rate_limit_percent_runtime abort_http_status_runtime abort_grpc_status_runtime disable_downstream_cluster_stats filter_metadata',
  'envoy.extensions.filters.http.router.v3.Router':
    'dynamic_stats start_child_span upstream_log suppress_envoy_headers strict_check_headers respect_expected_rq_timeout suppress_grpc_request_failure_code_stats upstream_http_filters',
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager':
    'codec_type stat_prefix rds route_config http_filters add_user_agent tracing common_http_protocol_options http_protocol_options http2_protocol_options server_name server_header_transformation scheme_header_transformation max_request_headers_kb stream_idle_timeout request_timeout request_headers_timeout drain_timeout delayed_close_timeout access_log use_remote_address xff_num_trusted_hops internal_address_config skip_xff_append via generate_request_id preserve_external_request_id always_set_request_id_in_response forward_client_cert_details set_current_client_cert_details proxy_100_continue upgrade_configs normalize_path merge_slashes path_with_escaped_slashes_action request_id_extension strip_matching_host_port strip_any_host_port stream_error_on_invalid_http_message strip_trailing_host_dot append_x_forwarded_port original_ip_detection_extensions early_header_mutation_extensions local_reply_config append_local_overload access_log_options scoped_routes access_log_flush_interval flush_access_log_on_new_request',
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing':
    'client_sampling random_sampling overall_sampling verbose max_path_tag_length custom_tags provider',
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig':
    'upgrade_type enabled',
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter':
    'name typed_config is_optional disabled',
}

const ROUTE: Readonly<Record<string, string>> = {
  'envoy.config.route.v3.Route': `name match route redirect direct_response filter_action non_forwarding_action metadata decorator typed_per_filter_config ${HEADER_OPERATIONS} tracing per_request_buffer_limit_bytes request_body_buffer_limit stat_prefix`,
  'envoy.config.route.v3.RouteAction':
    'cluster cluster_header weighted_clusters cluster_not_found_response_code metadata_match prefix_rewrite regex_rewrite host_rewrite_literal auto_host_rewrite host_rewrite_header host_rewrite_path_regex host_rewrite path_rewrite path_rewrite_policy append_x_forwarded_host timeout idle_timeout retry_policy request_mirror_policies priority hash_policy max_grpc_timeout grpc_timeout_offset upgrade_configs max_stream_duration rate_limits include_vh_rate_limits cors internal_redirect_policy internal_redirect_action max_internal_redirects hedge_policy early_data_policy inline_cluster_specifier_plugin cluster_specifier_plugin',
  'envoy.config.route.v3.RouteConfiguration': `name virtual_hosts internal_only_headers ${HEADER_OPERATIONS} most_specific_header_mutations_wins validate_clusters max_direct_response_body_size_bytes request_mirror_policies ignore_port_in_host_matching ignore_path_parameters_in_path_matching typed_per_filter_config metadata vhost_header cluster_specifier_plugins`,
  'envoy.config.route.v3.RouteMatch':
    'prefix path safe_regex connect_matcher path_separated_prefix path_match_policy case_sensitive runtime_fraction headers query_parameters grpc tls_context dynamic_metadata cookies filter_state',
  'envoy.config.route.v3.VirtualHost': `name domains routes matcher require_tls virtual_clusters rate_limits cors hedge_policy ${HEADER_OPERATIONS} typed_per_filter_config include_request_attempt_count include_attempt_count_in_response retry_policy include_is_timeout_retry_header per_request_buffer_limit_bytes request_body_buffer_limit request_mirror_policies metadata`,
  'envoy.config.route.v3.RetryPolicy':
    'retry_on num_retries per_try_timeout per_try_idle_timeout retry_priority retry_host_predicate host_selection_retry_max_attempts retriable_status_codes retry_back_off rate_limited_retry_back_off retriable_headers retriable_request_headers',
  'envoy.config.route.v3.WeightedCluster':
    'clusters total_weight runtime_key_prefix header_name use_hash_policy',
}

const CLUSTER: Readonly<Record<string, string>> = {
  'envoy.config.cluster.v3.Cluster':
    'transport_socket_matches name alt_stat_name type eds_cluster_config connect_timeout per_connection_buffer_limit_bytes lb_policy load_assignment max_requests_per_connection circuit_breakers http2_protocol_options typed_extension_protocol_options dns_refresh_rate dns_failure_refresh_rate respect_dns_ttl dns_lookup_family wait_for_warm_on_init health_checks outlier_detection cleanup_interval upstream_bind_config lb_subset_config ring_hash_lb_config maglev_lb_config original_dst_lb_config least_request_lb_config round_robin_lb_config common_lb_config transport_socket metadata upstream_connection_options close_connections_on_host_health_failure ignore_health_on_host_removal load_balancing_policy http_protocol_options common_http_protocol_options upstream_http_protocol_options protocol_selection dns_resolvers dns_resolution_config typed_dns_resolver_config cluster_type connection_pool_per_downstream_connection dns_jitter preconnect_policy track_cluster_stats track_timeout_budgets upstream_config use_tcp_for_dns_lookups',
  'envoy.config.cluster.v3.Cluster.CommonLbConfig':
    'healthy_panic_threshold zone_aware_lb_config locality_weighted_lb_config update_merge_window ignore_new_hosts_until_first_hc close_connections_on_host_set_change consistent_hashing_lb_config override_host_status',
  'envoy.config.cluster.v3.Cluster.OriginalDstLbConfig':
    'use_http_header http_header_name upstream_port_override',
  'envoy.config.cluster.v3.OutlierDetection':
    'consecutive_5xx interval base_ejection_time max_ejection_percent enforcing_consecutive_5xx enforcing_success_rate success_rate_minimum_hosts success_rate_request_volume success_rate_stdev_factor consecutive_gateway_failure enforcing_consecutive_gateway_failure split_external_local_origin_errors consecutive_local_origin_failure enforcing_consecutive_local_origin_failure enforcing_local_origin_success_rate failure_percentage_threshold enforcing_failure_percentage enforcing_failure_percentage_local_origin failure_percentage_minimum_hosts failure_percentage_request_volume max_ejection_time max_ejection_time_jitter successful_active_health_check_uneject_host always_eject_one_host',
  'envoy.config.cluster.v3.UpstreamConnectionOptions': 'tcp_keepalive happy_eyeballs_config',
  'envoy.config.endpoint.v3.Endpoint': 'address health_check_config hostname additional_addresses',
  'envoy.config.endpoint.v3.LocalityLbEndpoints':
    'locality metadata lb_endpoints load_balancing_weight priority proximity',
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions':
    'common_http_protocol_options upstream_http_protocol_options explicit_http_config use_downstream_protocol_config auto_config http_filters request_mirror_policies hash_policy retry_policy',
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions.AutoHttpConfig':
    'http_protocol_options http2_protocol_options',
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig':
    'http_protocol_options http2_protocol_options',
  'envoy.extensions.upstreams.http.v3.HttpProtocolOptions.UseDownstreamHttpConfig':
    'http_protocol_options http2_protocol_options',
}

const TLS: Readonly<Record<string, string>> = {
  'envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext':
    'trusted_ca system_root_certs verify_certificate_spki verify_certificate_hash match_typed_subject_alt_names match_subject_alt_names crl allow_expired_certificate trust_chain_verification max_verify_depth require_signed_certificate_timestamp watched_directory only_verify_leaf_cert_crl',
  'envoy.extensions.transport_sockets.tls.v3.CommonTlsContext':
    'tls_params tls_certificates tls_certificate_sds_secret_configs validation_context validation_context_sds_secret_config combined_validation_context alpn_protocols key_log',
  'envoy.extensions.transport_sockets.tls.v3.CommonTlsContext.CombinedCertificateValidationContext':
    'default_validation_context validation_context_sds_secret_config',
  'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext':
    'common_tls_context require_client_certificate require_sni disable_stateless_session_resumption disable_stateful_session_resumption session_timeout session_ticket_keys session_ticket_keys_sds_secret_config ocsp_staple_policy full_scan_certs_on_sni_mismatch prefer_client_ciphers',
  'envoy.extensions.transport_sockets.tls.v3.Secret':
    'name tls_certificate validation_context session_ticket_keys',
  'envoy.extensions.transport_sockets.tls.v3.TlsCertificate':
    'certificate_chain private_key watched_directory password',
  'envoy.extensions.transport_sockets.tls.v3.TlsParameters':
    'tls_minimum_protocol_version tls_maximum_protocol_version cipher_suites ecdh_curves signature_algorithms compliance_policies',
  'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext':
    'common_tls_context sni allow_renegotiation max_session_keys enforce_rsa_key_usage',
}

const OTHER: Readonly<Record<string, string>> = {
  'envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication':
    'providers rules bypass_cors_preflight requirement_map strip_failure_response',
  'envoy.extensions.filters.http.jwt_authn.v3.JwtProvider':
    'issuer audiences subjects local_jwks forward from_headers from_params from_cookies forward_payload_header pad_forward_payload_header payload_in_metadata header_in_metadata clock_skew_seconds claim_to_headers clear_route_cache',
  'envoy.extensions.common.matching.v3.ExtensionWithMatcher': 'extension_config xds_matcher',
  'envoy.extensions.filters.http.composite.v3.ExecuteFilterAction': 'typed_config sample_percent',
  'envoy.config.rbac.v3.Policy': 'permissions principals',
  'envoy.config.rbac.v3.RBAC': 'action policies',
  'envoy.config.route.v3.RateLimit': 'stage disable_key actions',
  'envoy.data.accesslog.v3.AccessLogCommon':
    'sample_rate downstream_remote_address downstream_local_address tls_properties start_time time_to_last_rx_byte time_to_first_upstream_tx_byte time_to_last_upstream_tx_byte time_to_first_upstream_rx_byte time_to_last_upstream_rx_byte time_to_first_downstream_tx_byte time_to_last_downstream_tx_byte upstream_remote_address upstream_local_address upstream_cluster response_flags metadata upstream_transport_failure_reason route_name downstream_direct_remote_address custom_tags duration upstream_request_attempt_count connection_termination_details stream_id downstream_wire_bytes_sent downstream_wire_bytes_received upstream_wire_bytes_sent upstream_wire_bytes_received access_log_type',
  'envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig':
    'log_name grpc_service transport_api_version buffer_flush_interval buffer_size_bytes custom_tags',
  'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig':
    'individual_method_stats_allowlist stats_for_all_methods enable_upstream_stats replace_dots_in_grpc_service_name',
  'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit':
    'stat_prefix status token_bucket filter_enabled filter_enforced request_headers_to_add_when_not_enforced response_headers_to_add descriptors stage local_rate_limit_per_downstream_connection enable_x_ratelimit_headers vh_rate_limits always_consume_default_token_bucket rate_limited_as_resource_exhausted rate_limits enable_retry_after_header',
  'envoy.extensions.filters.http.rbac.v3.RBAC':
    'rules rules_stat_prefix matcher shadow_rules shadow_matcher shadow_rules_stat_prefix track_per_rule_stats',
  'envoy.extensions.filters.network.rbac.v3.RBAC':
    'rules matcher shadow_rules shadow_rules_stat_prefix stat_prefix enforcement_type',
  'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy':
    'stat_prefix cluster weighted_clusters metadata_match idle_timeout access_log max_connect_attempts hash_policy tunneling_config max_downstream_connection_duration access_log_flush_interval flush_access_log_on_connected access_log_options downstream_idle_timeout upstream_idle_timeout backoff_options max_downstream_connection_duration_jitter_percentage upstream_connect_mode max_early_data_bytes',
  'envoy.service.discovery.v3.DeltaDiscoveryRequest':
    'node type_url resource_names_subscribe resource_names_unsubscribe initial_resource_versions response_nonce error_detail',
  'envoy.service.discovery.v3.DeltaDiscoveryResponse':
    'system_version_info resources type_url removed_resources nonce control_plane',
  'envoy.service.discovery.v3.DiscoveryRequest':
    'version_info node resource_names type_url response_nonce error_detail',
  'envoy.service.discovery.v3.Resource': 'name aliases version resource ttl',
}

/** Proto names by message; null where the message keeps all its fields. */
export function keptFields(message: string): ReadonlySet<string> | null {
  const kept = KEPT[message]
  return kept === undefined ? null : new Set(kept.split(' '))
}

/** Messages named here; a name that no message has any more is an error of the generator. */
export const KEPT: Readonly<Record<string, string>> = {
  ...CORE,
  ...BOOTSTRAP,
  ...LISTENER,
  ...HTTP,
  ...ROUTE,
  ...CLUSTER,
  ...TLS,
  ...OTHER,
}

/** Which HTTP version a cluster's endpoints are spoken to in, and its options (HttpProtocolOptions). */
import { DEFAULT_LIMITS } from '@flotilla/http1'
import type { Cluster, Http2ProtocolOptions, HttpProtocolOptions } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { compileHeaderFormat } from '../http/compile/header-format.ts'
import { compileHttp2Options } from '../http/compile/http2-options.ts'
import { MERGED_IN_RESPONSES } from '../http/merged-headers.ts'
import type { ClusterConfig } from './types.ts'

type ProtocolConfig = Pick<
  ClusterConfig,
  'protocol' | 'http2' | 'enablesTrailers' | 'sendsWholeUrl' | 'http1Limits' | 'nameCase'
>

/** As Envoy: a response may have a larger head than a request. Listed in docs/limits.md. */
const RESPONSE_HEAD_BYTES = 80 * 1024
const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

interface Choice {
  readonly protocol: ClusterConfig['protocol']
  readonly http2: Http2ProtocolOptions | null
  /** Path of `http2`. */
  readonly path: string
}

export function compileUpstreamProtocol(
  message: Cluster,
  http: HttpProtocolOptions | null,
  at: Violations,
): ProtocolConfig {
  const choice = choiceOf(message, http)
  const { explicitHttpConfig, useDownstreamProtocolConfig, autoConfig } = http ?? NO_OPTIONS
  const http1 =
    explicitHttpConfig?.httpProtocolOptions ??
    useDownstreamProtocolConfig?.httpProtocolOptions ??
    autoConfig?.httpProtocolOptions
  if (autoConfig !== null && message.transportSocket === null)
    at.at('typed_extension_protocol_options', `"${HTTP_OPTIONS}"`)
      .at('auto_config')
      .add('needs a transport socket with ALPN')
  const around = {
    maxHeaderListBytes: DEFAULT_LIMITS.maxHeadBytes,
    maxHeaderFields: http?.commonHttpProtocolOptions?.maxHeadersCount ?? DEFAULT_LIMITS.maxFields,
    isMalformedStreamError: false,
  }
  const format = compileHeaderFormat(
    http1?.headerKeyFormat ?? null,
    at.at(`typed_extension_protocol_options."${HTTP_OPTIONS}"`),
  )
  return {
    protocol: choice.protocol,
    http2: compileHttp2Options(choice.http2, around, at.at(choice.path)),
    enablesTrailers: http1?.enableTrailers ?? false,
    sendsWholeUrl: http1?.sendFullyQualifiedUrl ?? false,
    http1Limits: {
      ...DEFAULT_LIMITS,
      maxHeadBytes: responseHeadBytes(http, at),
      maxFields: around.maxHeaderFields,
      mergedNames: MERGED_IN_RESPONSES,
      caseKeeping: format.keeping,
    },
    nameCase: format.nameCase,
  }
}

function responseHeadBytes(http: HttpProtocolOptions | null, at: Violations): number {
  const kb = http?.commonHttpProtocolOptions?.maxResponseHeadersKb ?? null
  if (kb === null) return RESPONSE_HEAD_BYTES
  if (kb < 1 || kb > 8192) at.at('max_response_headers_kb').add('must be 1 to 8192')
  return kb * 1024
}

const NO_OPTIONS = { explicitHttpConfig: null, useDownstreamProtocolConfig: null, autoConfig: null }

function choiceOf(message: Cluster, http: HttpProtocolOptions | null): Choice {
  const path = `typed_extension_protocol_options."${HTTP_OPTIONS}"`
  if (http?.explicitHttpConfig != null) {
    const { http2ProtocolOptions: http2 } = http.explicitHttpConfig
    const protocol = http2 === null ? 'http/1.1' : 'http/2'
    return { protocol, http2, path: `${path}.explicit_http_config.http2_protocol_options` }
  }
  if (http?.useDownstreamProtocolConfig != null)
    return {
      protocol: 'downstream',
      http2: http.useDownstreamProtocolConfig.http2ProtocolOptions,
      path: `${path}.use_downstream_protocol_config.http2_protocol_options`,
    }
  if (http?.autoConfig != null)
    return {
      protocol: 'auto',
      http2: http.autoConfig.http2ProtocolOptions,
      path: `${path}.auto_config.http2_protocol_options`,
    }
  const { http2ProtocolOptions: http2 } = message
  return {
    protocol: http2 === null ? 'http/1.1' : 'http/2',
    http2,
    path: 'http2_protocol_options',
  }
}

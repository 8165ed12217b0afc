/** HTTP options in fields of the cluster itself, which Envoy keeps for files written before HttpProtocolOptions. */
import {
  type Cluster,
  ClusterClusterProtocolSelection,
  HttpProtocolOptions,
  HttpProtocolOptionsExplicitHttpConfig,
  HttpProtocolOptionsUseDownstreamHttpConfig,
} from '@flotilla/proto'

/** The same as HttpProtocolOptions, null where the cluster has none of the fields. */
export function oldHttpOptions(message: Cluster): HttpProtocolOptions | null {
  const {
    commonHttpProtocolOptions,
    upstreamHttpProtocolOptions,
    httpProtocolOptions,
    http2ProtocolOptions,
    protocolSelection,
  } = message
  const isDownstream = protocolSelection === ClusterClusterProtocolSelection.USE_DOWNSTREAM_PROTOCOL
  const hasAny =
    isDownstream ||
    commonHttpProtocolOptions !== null ||
    upstreamHttpProtocolOptions !== null ||
    httpProtocolOptions !== null
  // What HTTP/2 needs is read from the cluster where nothing else is set.
  if (!hasAny) return null
  const http = { httpProtocolOptions, http2ProtocolOptions }
  return HttpProtocolOptions.create({
    commonHttpProtocolOptions,
    upstreamHttpProtocolOptions,
    ...(isDownstream
      ? { useDownstreamProtocolConfig: HttpProtocolOptionsUseDownstreamHttpConfig.create(http) }
      : {
          explicitHttpConfig: HttpProtocolOptionsExplicitHttpConfig.create(
            http2ProtocolOptions === null
              ? { httpProtocolOptions }
              : { http2ProtocolOptions, httpProtocolOptions },
          ),
        }),
  })
}

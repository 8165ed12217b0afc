/** Where a resource that another names is to be taken from. */
import {
  AggregatedConfigSource,
  ApiConfigSource,
  ApiConfigSourceApiType,
  ApiVersion,
  ConfigSource,
  GrpcService,
  GrpcServiceEnvoyGrpc,
  SdsSecretConfig,
} from '@flotilla/proto'

const NO_TIMEOUT = { seconds: 0, nanos: 0 }

/** The same stream that brought the resource; waited for without limit. */
export const ADS: ConfigSource = ConfigSource.create({
  ads: AggregatedConfigSource.create(),
  initialFetchTimeout: NO_TIMEOUT,
  resourceApiVersion: ApiVersion.V3,
})

/** The identity agent beside the data plane. */
const AGENT: ConfigSource = ConfigSource.create({
  apiConfigSource: ApiConfigSource.create({
    apiType: ApiConfigSourceApiType.GRPC,
    transportApiVersion: ApiVersion.V3,
    setNodeOnFirstMessageOnly: true,
    grpcServices: [
      GrpcService.create({ envoyGrpc: GrpcServiceEnvoyGrpc.create({ clusterName: 'sds-grpc' }) }),
    ],
  }),
  initialFetchTimeout: NO_TIMEOUT,
  resourceApiVersion: ApiVersion.V3,
})

/** The workload's own certificate. */
export const OWN_CERTIFICATE: SdsSecretConfig = SdsSecretConfig.create({
  name: 'default',
  sdsConfig: AGENT,
})

/** The mesh's roots. */
export const MESH_ROOTS: SdsSecretConfig = SdsSecretConfig.create({
  name: 'ROOTCA',
  sdsConfig: AGENT,
})

/** A secret of another name from the agent: `kubernetes://NAME`, `file-cert:CERT~KEY`, `file-root:CA`. */
export function agentSecret(name: string): SdsSecretConfig {
  return SdsSecretConfig.create({ name, sdsConfig: AGENT })
}

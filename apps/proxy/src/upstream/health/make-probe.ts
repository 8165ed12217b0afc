/** The probe of an endpoint by the kind of its check. */
import type { EndpointHost } from '../endpoint-host.ts'
import type { Probe } from './check-result.ts'
import { grpcHeaders, grpcRequest, judgeGrpc } from './grpc-answer.ts'
import type { HealthCheckSpec, HttpCheck } from './health-spec.ts'
import { checkHeaders, judgeHttp } from './http-answer.ts'
import { Http1Probe } from './http1-probe.ts'
import { Http2Probe } from './http2-probe.ts'
import type { OpenCheck } from './probe-connection.ts'
import { TcpProbe } from './tcp-probe.ts'

export interface ProbeSources {
  readonly spec: HealthCheckSpec
  /** Stands for a host name where nothing else does. */
  readonly clusterName: string
  readonly open: OpenCheck
  readonly onVerify: () => void
}

export function makeProbe(host: EndpointHost, sources: ProbeSources): Probe {
  const { spec, open } = sources
  const { check, reusesConnection: reuses } = spec
  switch (check.kind) {
    case 'tcp':
      return new TcpProbe(host, check, reuses, open)
    case 'grpc': {
      const headers = grpcHeaders(check, authorityOf(check.authority, host, sources))
      const body = grpcRequest(check)
      return new Http2Probe({ host, reuses, open, headers, body, judge: judgeGrpc })
    }
    case 'http': {
      const authority = authorityOf(check.host, host, sources)
      const { onVerify } = sources
      if (!check.isHttp2) return new Http1Probe({ host, check, authority, reuses, open, onVerify })
      return new Http2Probe({
        host,
        reuses,
        open,
        headers: http2Headers(check, authority),
        body: check.send,
        judge: (answer) => judgeHttp(check, answer, onVerify),
      })
    }
  }
}

/** The check's own, else what the endpoint says of its checks, else the cluster's name (Envoy). */
function authorityOf(own: string, host: EndpointHost, { clusterName }: ProbeSources): string {
  return own || host.healthCheck?.hostname || clusterName
}

function http2Headers(check: HttpCheck, authority: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    ':method': check.method,
    ':scheme': 'http',
    ':authority': authority,
    ':path': check.path,
  }
  const own = checkHeaders(check)
  for (let i = 0; i + 1 < own.length; i += 2) headers[own[i] ?? ''] = own[i + 1] ?? ''
  return headers
}

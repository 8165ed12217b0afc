/** The mesh's access log as a logger of listeners and connection managers. */
import {
  AccessLog,
  AccessLogFilter,
  FileAccessLog,
  packAny,
  ResponseFlagFilter,
  SubstitutionFormatString,
} from '@flotilla/proto'
import type { Mesh } from '../mesh.ts'
import type { ListenerContext } from './listener-context.ts'

const DEFAULT_FORMAT =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n'

/** Empty where the mesh writes none. */
export function accessLogs(mesh: Mesh): AccessLog[] {
  return mesh.accessLogFile === '' ? [] : [fileLog(mesh, null)]
}

/** Of a listener: only connections that no filter chain took. Our own proxy logs these by itself. */
export function listenerAccessLogs(context: ListenerContext): AccessLog[] {
  const { mesh } = context.scope.context
  if (mesh.accessLogFile === '' || context.node.flotilla !== null) return []
  const filter = AccessLogFilter.create({
    responseFlagFilter: ResponseFlagFilter.create({ flags: ['NR'] }),
  })
  return [fileLog(mesh, filter)]
}

function fileLog(mesh: Mesh, filter: AccessLogFilter | null): AccessLog {
  const format = mesh.accessLogFormat === '' ? DEFAULT_FORMAT : mesh.accessLogFormat
  return AccessLog.create({
    name: 'envoy.access_loggers.file',
    filter,
    typedConfig: packAny(
      FileAccessLog,
      FileAccessLog.create({
        path: mesh.accessLogFile,
        logFormat: SubstitutionFormatString.create({ textFormat: format }),
      }),
    ),
  })
}

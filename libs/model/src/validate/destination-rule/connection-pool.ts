/** Connection pools (D3). */
import type { ConnectionPoolSettings } from '../../spec/destination-rule.ts'
import { checkDuration, type Findings } from '../findings.ts'

export function checkConnectionPool(
  found: Findings,
  path: string,
  pool: ConnectionPoolSettings | undefined,
): void {
  if (pool === undefined) return
  const { tcp, http } = pool
  if (tcp === undefined && http === undefined) found.error(path, 'one of tcp, http is required')
  if (tcp !== undefined) {
    checkDuration(found, `${path}.tcp.connectTimeout`, tcp.connectTimeout)
    checkDuration(found, `${path}.tcp.maxConnectionDuration`, tcp.maxConnectionDuration)
    checkDuration(found, `${path}.tcp.idleTimeout`, tcp.idleTimeout, { zero: true })
    checkDuration(found, `${path}.tcp.tcpKeepalive.time`, tcp.tcpKeepalive?.time)
    checkDuration(found, `${path}.tcp.tcpKeepalive.interval`, tcp.tcpKeepalive?.interval)
  }
  if (http === undefined) return
  checkDuration(found, `${path}.http.idleTimeout`, http.idleTimeout, { zero: true })
  if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol === true)
    found.error(
      `${path}.http.useClientProtocol`,
      "keeping the client's protocol and h2UpgradePolicy UPGRADE exclude each other",
    )
  const keepAlive = http.http2KeepAlive
  if (keepAlive === undefined) return
  for (const field of ['interval', 'timeout'] as const) {
    const at = `${path}.http.http2KeepAlive.${field}`
    if (keepAlive[field] === undefined) found.error(at, 'this field is required')
    checkDuration(found, at, keepAlive[field])
  }
}

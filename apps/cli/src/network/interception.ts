/** The iptables rules that take a workload's traffic to its sidecar: spec proxy §4.4, the [I+] column, and DNS capture. */

export const OUTBOUND_PORT = 15001
export const INBOUND_PORT = 15006
export const DNS_PORT = 15053
/** Group of the sidecar: its own traffic is never taken. */
export const PROXY_GROUP = 1337

/** Ports of the sidecar itself and ssh, reached without interception. */
const INBOUND_EXCLUDED = [22, 15008, 15020, 15021, 15090]

/** Input for `iptables-restore --noflush` inside the workload's namespace. */
export function interceptionRules(): string {
  const own = `-m owner --gid-owner ${PROXY_GROUP}`
  const notOwn = `-m owner ! --gid-owner ${PROXY_GROUP}`
  return [
    '*nat',
    ':ISTIO_INBOUND - [0:0]',
    ':ISTIO_REDIRECT - [0:0]',
    ':ISTIO_IN_REDIRECT - [0:0]',
    ':ISTIO_OUTPUT - [0:0]',
    `-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports ${OUTBOUND_PORT}`,
    `-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports ${INBOUND_PORT}`,
    '-A PREROUTING -p tcp -j ISTIO_INBOUND',
    ...INBOUND_EXCLUDED.map((port) => `-A ISTIO_INBOUND -p tcp --dport ${port} -j RETURN`),
    '-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT',
    `-A OUTPUT -p udp --dport 53 ${notOwn} -j REDIRECT --to-ports ${DNS_PORT}`,
    `-A OUTPUT -p tcp --dport 53 ${notOwn} -j REDIRECT --to-ports ${DNS_PORT}`,
    '-A OUTPUT -p tcp -j ISTIO_OUTPUT',
    // The proxy reaches its application from 127.0.0.6.
    '-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN',
    // The proxy picked its own workload as the endpoint: in by the inbound listener.
    `-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp ! --dport 15008 ${own} -j ISTIO_IN_REDIRECT`,
    // The application talking to itself stays direct.
    `-A ISTIO_OUTPUT -o lo ${notOwn} -j RETURN`,
    `-A ISTIO_OUTPUT ${own} -j RETURN`,
    '-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN',
    '-A ISTIO_OUTPUT -j ISTIO_REDIRECT',
    'COMMIT',
    '',
  ].join('\n')
}

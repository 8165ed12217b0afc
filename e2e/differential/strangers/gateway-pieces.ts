/** Route tables and DNS clusters as gateway files write them. */
import type { Json } from './pieces.ts'

export const table = (hosts: readonly Json[], extra: Json = {}): Json => ({
  name: 'local_route',
  virtual_hosts: hosts,
  ...extra,
})

export const dns = (name: string, port: string, extra: Json = {}): Json => ({
  name,
  connect_timeout: '0.25s',
  type: 'STRICT_DNS',
  dns_lookup_family: 'V4_ONLY',
  lb_policy: 'ROUND_ROBIN',
  load_assignment: {
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: [
          {
            endpoint: {
              address: { socket_address: { address: 'localhost', port_value: `@${port}` } },
            },
          },
        ],
      },
    ],
  },
  ...extra,
})

/** A proxy of the shipped program with listeners in the clear and over TLS, before HTTP/1 and HTTP/2 upstreams. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { ROOT } from '../cli.ts'
import { freePort } from '../http.ts'

const TYPES = 'type.googleapis.com/envoy.extensions'
const HCM = `${TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager`
const ROUTER = `${TYPES}.filters.http.router.v3.Router`
const TLS = `${TYPES}.transport_sockets.tls.v3.DownstreamTlsContext`
const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'
const START_MS = 20_000

export interface Http2Proxy {
  readonly pid: number
  /** Listener in the clear; which protocol is spoken, the client's first bytes tell. */
  readonly plainPort: number
  /** Listener over TLS with ALPN. */
  readonly tlsPort: number
  stop(): Promise<void>
}

/** @param upstream port on loopback of the only cluster. */
export async function startHttp2Proxy(
  upstream: number,
  protocol: 'http1' | 'http2',
): Promise<Http2Proxy> {
  const folder = mkdtempSync(join(tmpdir(), 'flt-http2-'))
  const [adminPort, plainPort, tlsPort] = [await freePort(), await freePort(), await freePort()]
  const file = join(folder, 'bootstrap.json')
  const bootstrap = {
    node: { id: 'http2', cluster: 'e2e' },
    admin: { address: address(adminPort) },
    static_resources: {
      listeners: [
        { name: 'plain', address: address(plainPort), filter_chains: [{ filters: [manager()] }] },
        {
          name: 'tls',
          address: address(tlsPort),
          filter_chains: [{ filters: [manager()], transport_socket: tls() }],
        },
      ],
      clusters: [cluster(upstream, protocol)],
    },
  }
  writeFileSync(file, JSON.stringify(bootstrap))
  const child = spawn(
    process.execPath,
    [join(ROOT, 'apps/proxy/src/main.ts'), '-c', file, '--log-level', 'error'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await ready(child)
  return {
    pid: child.pid ?? -1,
    plainPort,
    tlsPort,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const { stdout } = child
  if (stdout === null) throw new Error('the proxy has no standard output')
  const lines = createInterface({ input: stdout })
  const timer = setTimeout(() => child.kill(), START_MS)
  for await (const line of lines) {
    if (!line.includes('"event":"ready"')) continue
    clearTimeout(timer)
    stdout.resume()
    return
  }
  throw new Error('the proxy ended before it was ready')
}

function address(port: number): object {
  return { socket_address: { address: '127.0.0.1', port_value: port } }
}

function manager(): object {
  return {
    name: 'envoy.filters.network.http_connection_manager',
    typed_config: {
      '@type': HCM,
      stat_prefix: 'http2',
      http_filters: [{ name: 'router', typed_config: { '@type': ROUTER } }],
      route_config: {
        virtual_hosts: [
          {
            name: 'all',
            domains: ['*'],
            routes: [{ match: { prefix: '/' }, route: { cluster: 'upstream', timeout: '0s' } }],
          },
        ],
      },
    },
  }
}

function tls(): object {
  const leaf = new TestCa().issue(testSpiffeId('proxy'), { dnsNames: ['localhost'] })
  const certificate = {
    certificate_chain: { inline_string: leaf.certChainPem },
    private_key: { inline_string: leaf.keyPem },
  }
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': TLS,
      common_tls_context: { alpn_protocols: ['h2', 'http/1.1'], tls_certificates: [certificate] },
    },
  }
}

function cluster(port: number, protocol: 'http1' | 'http2'): object {
  const options =
    protocol === 'http1' ? { http_protocol_options: {} } : { http2_protocol_options: {} }
  return {
    name: 'upstream',
    type: 'STATIC',
    connect_timeout: '1s',
    typed_extension_protocol_options: {
      [HTTP_OPTIONS]: {
        '@type': `type.googleapis.com/${HTTP_OPTIONS}`,
        explicit_http_config: options,
      },
    },
    load_assignment: {
      cluster_name: 'upstream',
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
  }
}

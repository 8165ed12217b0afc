/** The control-plane parts of a local mesh: their programs, flags, addresses and identities. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Network } from '../network/network.ts'
import { CONTROL_NAMESPACE, spiffeId } from './bootstrap.ts'
import { type Layout, ROOT } from './layout.ts'
import { makeFolder } from './make-folder.ts'
import type { LaunchSpec } from './record.ts'

/** Index of each part's address. */
export const PartIndex = { citadel: 0, galley: 1, pilot: 2, mixer: 3, gateway: 4 } as const

export type PartKind = 'citadel' | 'galley' | 'pilot' | 'mixer'

export const PORTS = {
  citadel: 8060,
  galley: 9901,
  galleyApi: 9902,
  pilot: 15012,
  mixer: 15004,
  prometheus: 42422,
  monitoring: 15014,
  admin: 15000,
} as const

export interface PartInput {
  readonly layout: Layout
  readonly network: Network
  readonly trustDomain: string
  /** Life of workload certificates, like `24h` or `10s`. */
  readonly certTtl: string
}

/** How to start a part. Its folders are made. */
export function partLaunch(kind: PartKind, input: PartInput): LaunchSpec {
  const { layout, network, trustDomain } = input
  const state = join(layout.parts, kind)
  makeFolder(state)
  const at = (part: PartKind, port: number): string =>
    `${network.partAddress(PartIndex[part])}:${network.partPort(PartIndex[part], port)}`
  const own = (flag: string, port: number): string[] => [
    flag,
    String(network.partPort(PartIndex[kind], port)),
  ]
  const common = [
    '--state',
    state,
    '--bind',
    network.partAddress(PartIndex[kind]),
    '--trust-domain',
    trustDomain,
    ...own('--grpc-port', PORTS[kind]),
    ...own('--monitoring-port', PORTS.monitoring),
  ]
  const joins = [
    '--ca-address',
    at('citadel', PORTS.citadel),
    '--join-token-file',
    join(state, 'join-token'),
  ]
  const config = ['--config', `mcp:${at('galley', PORTS.galley)}`]
  const flags: Record<PartKind, () => string[]> = {
    citadel: () => [
      '--socket',
      join(layout.sockets, 'citadel.sock'),
      '--workload-cert-ttl',
      input.certTtl,
    ],
    galley: () => [
      ...joins,
      ...own('--api-port', PORTS.galleyApi),
      '--api-socket',
      join(layout.sockets, 'galley.sock'),
    ],
    pilot: () => [
      ...joins,
      ...config,
      '--galley-api',
      at('galley', PORTS.galleyApi),
      '--mesh-config',
      meshConfigFile(input),
    ],
    mixer: () => [...joins, ...config, ...own('--prometheus-port', PORTS.prometheus)],
  }
  return {
    command: process.execPath,
    args: [join(ROOT, 'apps', kind, 'src', 'main.ts'), ...common, ...flags[kind]()],
    env: programEnv(),
    gid: null,
    cwd: ROOT,
    spiffeId: kind === 'citadel' ? null : partIdentity(trustDomain, kind),
    tokenFile: kind === 'citadel' ? null : join(state, 'join-token'),
    announces: true,
  }
}

export function partIdentity(trustDomain: string, kind: PartKind): string {
  return spiffeId(trustDomain, CONTROL_NAMESPACE, `istio-${kind}-service-account`)
}

/** A small young generation: 120 MB instead of 182 after load, at the same speed (docs/notes/memory.md). */
export const PROXY_NODE_FLAGS: readonly string[] = ['--max-semi-space-size=4']

/**
 * The C library keeps what it is given back: with one arena, and above 1 MB at its end, a proxy has 2.5 MB less
 * (docs/notes/memory.md).
 */
export const PROXY_ENV: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '1048576',
}

/** Environment of every program of ours: nothing of the user's shell but what a program needs to run. */
export function programEnv(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'NODE_COMPILE_CACHE', 'NODE_OPTIONS']
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )
}

const CHECK_HOST = 'istio-policy.istio-system.svc.cluster.local'
const REPORT_HOST = 'istio-telemetry.istio-system.svc.cluster.local'

function meshConfigFile(input: PartInput): string {
  const file = join(input.layout.run, 'mesh-config.yaml')
  const config = {
    trustDomain: input.trustDomain,
    rootNamespace: CONTROL_NAMESPACE,
    enableAutoMtls: true,
    mixerCheckServer: `${CHECK_HOST}:${PORTS.mixer}`,
    mixerReportServer: `${REPORT_HOST}:${PORTS.mixer}`,
    disablePolicyChecks: false,
    policyCheckFailOpen: false,
  }
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
  return file
}

/** The services under which proxies find mixer, as configuration. */
export function mixerServices(network: Network, trustDomain: string): string {
  return [CHECK_HOST, REPORT_HOST]
    .map((host) =>
      JSON.stringify({
        apiVersion: 'networking.istio.io/v1alpha3',
        kind: 'ServiceEntry',
        metadata: { name: host.split('.')[0], namespace: CONTROL_NAMESPACE },
        spec: {
          hosts: [host],
          location: 'MESH_INTERNAL',
          resolution: 'STATIC',
          ports: [{ number: PORTS.mixer, name: 'grpc-mixer-mtls', protocol: 'GRPC' }],
          endpoints: [
            {
              address: network.partAddress(PartIndex.mixer),
              ports: { 'grpc-mixer-mtls': network.partPort(PartIndex.mixer, PORTS.mixer) },
              serviceAccount: 'istio-mixer-service-account',
              labels: { app: 'mixer', 'security.istio.io/tlsMode': 'istio' },
            },
          ],
          subjectAltNames: [partIdentity(trustDomain, 'mixer')],
        },
      }),
    )
    .join('\n---\n')
}

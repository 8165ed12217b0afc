/** Istio's peer authentication cases: the mode of a workload, and which connections generated inbound chains take. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import type { ConfigObject, PeerAuthenticationSpec } from '@flotilla/model'
import { buildContext, EMPTY_INPUT } from './context.ts'
import { PeerAuthenticationIndex } from './policy/peer-authentication.ts'
import { Protocol } from './protocol.ts'
import { parseProxyNode } from './proxy-node.ts'
import { ProxyView } from './proxy-view.ts'
import { scopeOf } from './scope.ts'
import type { ServiceWithEndpoints } from './service/from-workloads.ts'
import { type Call, simulate } from './simulate/call.ts'

interface RawPolicy {
  readonly kind: string
  readonly apiVersion: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly creationTimestamp?: string
  }
  readonly spec: PeerAuthenticationSpec
}

interface Case {
  readonly id: string
  readonly input: {
    readonly rootNamespace?: string
    readonly workload: {
      readonly namespace: string
      readonly labels: Readonly<Record<string, string>>
    }
    readonly resources: readonly RawPolicy[]
    readonly port: number
    readonly portProtocol: 'http' | 'tcp' | 'auto'
    readonly inService: boolean
    readonly connection: string
  }
  readonly expect: {
    readonly mode?: string
    readonly ports?: Readonly<Record<string, string>>
    readonly connection?: 'accept' | 'reject'
  }
}

const file = join(
  process.env['FLOTILLA_SHARED'] ?? join(import.meta.dirname, '../../../../shared'),
  'conformance/authz.json',
)
const IP = '10.2.0.9'

test('security: peer authentication', (t) => {
  if (!existsSync(file)) {
    t.skip(`${file} is absent: set FLOTILLA_SHARED to where the conformance data is`)
    return
  }
  const { suites } = JSON.parse(readFileSync(file, 'utf8')) as {
    suites: { id: string; kind: string; cases: Case[] }[]
  }
  const failed: string[] = []
  for (const suite of suites) {
    if (suite.kind !== 'peer-mode' && suite.kind !== 'peer-connection') continue
    const served = suite.cases.filter((one) =>
      one.input.resources.every((raw) => raw.kind === 'PeerAuthentication'),
    )
    const left = suite.cases.length - served.length
    const faults = served.flatMap((one) =>
      suite.kind === 'peer-mode' ? modeFaults(one) : connectionFaults(one),
    )
    failed.push(...faults)
    const omitted =
      left === 0
        ? ''
        : `, ${left} left out: AuthorizationPolicy and v1alpha1 policies are not served yet`
    t.diagnostic(
      `${suite.id}: ${served.length - faults.length} of ${served.length} passed${omitted}`,
    )
  }
  assert.deepEqual(failed, [])
})

function objectsOf(one: Case): ConfigObject<PeerAuthenticationSpec>[] {
  return one.input.resources.map((raw) => ({
    apiVersion: raw.apiVersion,
    kind: 'PeerAuthentication',
    metadata: {
      name: raw.metadata.name,
      namespace: raw.metadata.namespace,
      labels: {},
      annotations: {},
      creationMs: Date.parse(raw.metadata.creationTimestamp ?? '2026-01-01T00:00:00Z'),
      version: '',
    },
    spec: raw.spec,
    source: null,
  }))
}

function modeFaults(one: Case): string[] {
  const { rootNamespace, workload } = one.input
  const index = new PeerAuthenticationIndex(objectsOf(one), rootNamespace ?? 'istio-system')
  const found = index.find(workload.namespace, workload.labels)
  const wrongPorts = Object.entries(one.expect.ports ?? {}).filter(
    ([port, mode]) => (found.ports.get(Number(port)) ?? found.mode) !== mode,
  )
  if (found.mode === one.expect.mode && wrongPorts.length === 0) return []
  return [`${one.id}: mode is ${found.mode}, not ${one.expect.mode}; ports ${String(wrongPorts)}`]
}

const PROTOCOLS = { http: Protocol.http, tcp: Protocol.tcp, auto: Protocol.unsupported }

function connectionFaults(one: Case): string[] {
  const { workload, port, inService, portProtocol } = one.input
  const node = parseProxyNode({
    id: `sidecar~${IP}~b.${workload.namespace}~${workload.namespace}.svc.cluster.local`,
    metadata: { LABELS: workload.labels },
    locality: '',
  })
  if (node.kind === 'bad') throw new Error(node.reason)
  const context = buildContext({
    ...EMPTY_INPUT,
    peerAuthentications: objectsOf(one),
    otherServices: inService ? [serviceAt(workload.namespace, port, PROTOCOLS[portProtocol])] : [],
  })
  const view = new ProxyView(scopeOf(context, workload.namespace), node.node)
  const outcome = simulate(
    { listeners: view.listeners(), route: (name) => view.route(name) },
    callOf(one),
  )
  // Where TLS passes through to an application that has none, the client's handshake fails.
  const reachesPlainApp = one.input.connection.startsWith('mtls') && !outcome.isTlsTerminated
  const seen = outcome.error === null && !reachesPlainApp ? 'accept' : 'reject'
  return seen === one.expect.connection
    ? []
    : [`${one.id}: ${seen} (${outcome.error ?? outcome.filterChain}), not ${one.expect.connection}`]
}

function callOf(one: Case): Call {
  const { connection, port } = one.input
  const tls = connection.startsWith('mtls')
    ? 'mtls'
    : connection.startsWith('tls')
      ? 'tls'
      : 'plaintext'
  const isTcp = one.input.portProtocol === 'tcp' || connection.includes('tcp')
  const isRaw = connection.includes('raw') || connection.includes('server-first')
  const protocol = isTcp || isRaw ? 'tcp' : connection.includes('http2') ? 'http2' : 'http'
  const named = /alpn-(.+)$/.exec(connection)?.[1] ?? ''
  return {
    mode: 'inbound',
    address: IP,
    port,
    protocol,
    tls,
    alpn: named === 'none' ? 'none' : named,
    serverName: '',
    request: {
      method: 'GET',
      path: '/',
      authority: 'b',
      scheme: 'http',
      requestHeaders: [],
      randomValue: 0,
      clientCertificate: -1,
    },
  }
}

function serviceAt(namespace: string, port: number, protocol: Protocol): ServiceWithEndpoints {
  return {
    service: {
      host: `b.${namespace}.svc.cluster.local`,
      name: 'b',
      namespace,
      registry: 'kubernetes',
      addresses: ['10.0.0.1'],
      autoAddress: null,
      ports: [{ name: 'p', number: port, protocol, targetPort: port }],
      resolution: 'eds',
      isExternal: false,
      subjectAltNames: [],
      labels: {},
      exportTo: [],
      aliasOf: null,
      createdMs: 0,
    },
    endpoints: [
      {
        address: IP,
        port,
        targetPort: port,
        servicePortName: 'p',
        workload: 'b',
        namespace,
        identity: '',
        labels: {},
        locality: '',
        network: '',
        weight: 1,
        speaksMeshTls: true,
        isHealthy: true,
      },
    ],
  }
}

/** A WorkloadEntry as the registry sees it: one address with labels, an identity and, where it registered itself, its services. */
import type { ConfigObject, WorkloadEntrySpec } from '@flotilla/model'
import type { Labels } from '../labels.ts'
import { spiffeId } from '../spiffe.ts'

/** Annotation that holds the services of a workload that registered itself, as JSON. */
export const SERVICES_ANNOTATION = 'flotilla.io/services'
const TLS_MODE_LABEL = 'security.istio.io/tlsMode'

export interface RegisteredPort {
  readonly name: string
  readonly number: number
  readonly protocol: string
  readonly targetPort: number
}

export interface RegisteredService {
  readonly name: string
  readonly ports: readonly RegisteredPort[]
}

export interface Workload {
  readonly name: string
  readonly namespace: string
  readonly address: string
  /** Port to connect to, by service port name. */
  readonly ports: Readonly<Record<string, number>>
  readonly labels: Labels
  /** SPIFFE ID, or empty where no account is known. */
  readonly identity: string
  readonly locality: string
  readonly network: string
  readonly weight: number
  readonly speaksMeshTls: boolean
  readonly services: readonly RegisteredService[]
  readonly createdMs: number
}

/** @param namespace of the object that holds the entry. */
export function workloadOf(
  entry: WorkloadEntrySpec,
  owner: { readonly name: string; readonly namespace: string; readonly createdMs: number },
  trustDomain: string,
): Workload {
  const labels = entry.labels ?? {}
  const account = entry.serviceAccount ?? ''
  return {
    name: owner.name,
    namespace: owner.namespace,
    address: entry.address ?? '',
    ports: entry.ports ?? {},
    labels,
    identity: account === '' ? '' : spiffeId(trustDomain, owner.namespace, account),
    locality: entry.locality ?? '',
    network: entry.network ?? '',
    weight: entry.weight ?? 1,
    speaksMeshTls: labels[TLS_MODE_LABEL] === 'istio' || account !== '',
    services: [],
    createdMs: owner.createdMs,
  }
}

/** The workload of a WorkloadEntry object, with the services its annotation names. */
export function workloadOfObject(
  object: ConfigObject<WorkloadEntrySpec>,
  trustDomain: string,
): Workload {
  const { name, namespace, creationMs, annotations } = object.metadata
  const owner = { name, namespace, createdMs: creationMs }
  const services = parseServices(annotations[SERVICES_ANNOTATION] ?? '')
  return { ...workloadOf(object.spec, owner, trustDomain), services }
}

/** The services of an annotation; an unreadable text counts as none, since pilot itself wrote it. */
function parseServices(text: string): readonly RegisteredService[] {
  if (text === '') return []
  const value = parseJson(text)
  return Array.isArray(value) ? value.flatMap(parseRegisteredService) : []
}

/** Services that one workload may announce. */
export const MAX_SERVICES = 64
const MAX_PORTS = 64
/** What a name becomes part of: hosts, clusters, domains. */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** A service as a proxy announces it, or nothing where it is not one. */
export function parseRegisteredService(value: unknown): RegisteredService[] {
  if (!isRecord(value)) return []
  const { name, ports } = value
  if (typeof name !== 'string' || !DNS_LABEL.test(name)) return []
  return [{ name, ports: Array.isArray(ports) ? ports.slice(0, MAX_PORTS).flatMap(parsePort) : [] }]
}

function parsePort(value: unknown): RegisteredPort[] {
  if (!isRecord(value)) return []
  const number = Number(value['number'])
  if (!isPort(number)) return []
  const targetPort = value['targetPort'] === undefined ? number : Number(value['targetPort'])
  return [
    {
      name: typeof value['name'] === 'string' ? value['name'] : '',
      number,
      protocol: typeof value['protocol'] === 'string' ? value['protocol'] : '',
      targetPort: isPort(targetPort) ? targetPort : number,
    },
  ]
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 65535
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** The table of kinds: versions, names people type, the MCP collection, and the shape of the spec. */
import { destinationRule } from './schema/destination-rule.ts'
import { gateway } from './schema/gateway.ts'
import { LEGACY_ADAPTERS, LEGACY_TEMPLATES } from './schema/legacy-mixer.ts'
import { meshConfig } from './schema/mesh-config.ts'
import {
  adapter,
  attributeManifest,
  handler,
  httpApiSpec,
  httpApiSpecBinding,
  instance,
  quotaSpec,
  quotaSpecBinding,
  rule,
  template,
} from './schema/mixer.ts'
import { peerAuthentication } from './schema/peer-authentication.ts'
import { object, type Schema } from './schema/schema.ts'
import { serviceEntry, workloadEntry } from './schema/service-entry.ts'
import { virtualService } from './schema/virtual-service.ts'

export type KindCategory =
  | 'networking'
  | 'security'
  | 'mesh'
  | 'mixer'
  | 'legacy-adapter'
  | 'legacy-template'

export interface KindInfo {
  readonly kind: string
  /** API group, the part of `apiVersion` before the slash. */
  readonly group: string
  /** Every `apiVersion` that is accepted; all carry the same shape. */
  readonly apiVersions: readonly string[]
  readonly plural: string
  readonly shortNames: readonly string[]
  /** MCP collection that carries the kind. */
  readonly collection: string
  readonly category: KindCategory
  readonly schema: Schema
}

const NETWORKING = 'networking.istio.io'
const SECURITY = 'security.istio.io'
const MIXER = 'config.istio.io'
const MESH = 'mesh.istio.io'

export const KINDS: readonly KindInfo[] = [
  networking('VirtualService', 'virtualservices', 'vs', virtualService),
  networking('DestinationRule', 'destinationrules', 'dr', destinationRule),
  networking('Gateway', 'gateways', 'gw', gateway),
  networking('ServiceEntry', 'serviceentries', 'se', serviceEntry),
  networking('WorkloadEntry', 'workloadentries', 'we', workloadEntry),
  {
    kind: 'PeerAuthentication',
    group: SECURITY,
    apiVersions: versions(SECURITY, 'v1beta1', 'v1'),
    plural: 'peerauthentications',
    shortNames: ['pa'],
    collection: 'istio/security/v1beta1/peerauthentications',
    category: 'security',
    schema: peerAuthentication,
  },
  {
    kind: 'MeshConfig',
    group: MESH,
    apiVersions: versions(MESH, 'v1alpha1'),
    plural: 'meshconfigs',
    shortNames: [],
    collection: 'istio/mesh/v1alpha1/MeshConfig',
    category: 'mesh',
    schema: meshConfig,
  },
  mixer('attributemanifest', 'istio/policy/v1beta1/attributemanifests', attributeManifest),
  mixer('handler', 'istio/policy/v1beta1/handlers', handler),
  mixer('instance', 'istio/policy/v1beta1/instances', instance),
  mixer('rule', 'istio/policy/v1beta1/rules', rule),
  mixer('adapter', 'istio/config/v1alpha2/adapters', adapter),
  mixer('template', 'istio/config/v1alpha2/templates', template),
  mixer('QuotaSpec', 'istio/mixer/v1/config/client/quotaspecs', quotaSpec),
  mixer('QuotaSpecBinding', 'istio/mixer/v1/config/client/quotaspecbindings', quotaSpecBinding),
  mixer('HTTPAPISpec', 'istio/config/v1alpha2/httpapispecs', httpApiSpec),
  mixer('HTTPAPISpecBinding', 'istio/config/v1alpha2/httpapispecbindings', httpApiSpecBinding),
  ...LEGACY_TEMPLATES.map((kind) => legacy(kind, 'legacy-template')),
  ...LEGACY_ADAPTERS.map((kind) => legacy(kind, 'legacy-adapter')),
]

const BY_KIND: ReadonlyMap<string, KindInfo> = new Map(KINDS.map((info) => [info.kind, info]))
const BY_TYPED_NAME: ReadonlyMap<string, KindInfo> = new Map(
  KINDS.flatMap((info) =>
    [info.kind, info.plural, ...info.shortNames].map((name) => [name.toLowerCase(), info] as const),
  ),
)

/** The kind of this exact name, or null. */
export function kindOf(kind: string): KindInfo | null {
  return BY_KIND.get(kind) ?? null
}

/** The kind that a person names by its kind, plural or short name, in any case; null where there is none. */
export function findKind(typed: string): KindInfo | null {
  return BY_TYPED_NAME.get(typed.toLowerCase()) ?? null
}

function networking(kind: string, plural: string, short: string, schema: Schema): KindInfo {
  return {
    kind,
    group: NETWORKING,
    apiVersions: versions(NETWORKING, 'v1alpha3', 'v1beta1', 'v1'),
    plural,
    shortNames: [short],
    collection: `istio/networking/v1alpha3/${plural}`,
    category: 'networking',
    schema,
  }
}

function mixer(kind: string, collection: string, schema: Schema): KindInfo {
  return {
    kind,
    group: MIXER,
    apiVersions: versions(MIXER, 'v1alpha2'),
    plural: `${kind.toLowerCase()}s`,
    shortNames: [],
    collection,
    category: 'mixer',
    schema,
  }
}

function legacy(kind: string, category: 'legacy-adapter' | 'legacy-template'): KindInfo {
  return {
    kind,
    group: MIXER,
    apiVersions: versions(MIXER, 'v1alpha2'),
    plural: /[sxy]$/.test(kind) ? legacyPlural(kind) : `${kind}s`,
    shortNames: [],
    collection: `istio/config/v1alpha2/legacy/${kind}`,
    category,
    schema: object,
  }
}

function legacyPlural(kind: string): string {
  if (kind.endsWith('try')) return `${kind.slice(0, -1)}ies`
  return kind.endsWith('y') ? `${kind}s` : `${kind}es`
}

function versions(group: string, ...names: string[]): string[] {
  return names.map((name) => `${group}/${name}`)
}

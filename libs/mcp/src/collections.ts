/** The collections of configuration that galley serves (spec pilot-galley §5.3, and ours). */

/** Kind of object in proto-JSON to its collection; legacy Mixer kinds have a folder of their own. */
export const COLLECTIONS: Readonly<Record<string, string>> = {
  DestinationRule: 'istio/networking/v1alpha3/destinationrules',
  Gateway: 'istio/networking/v1alpha3/gateways',
  ServiceEntry: 'istio/networking/v1alpha3/serviceentries',
  VirtualService: 'istio/networking/v1alpha3/virtualservices',
  WorkloadEntry: 'istio/networking/v1alpha3/workloadentries',
  PeerAuthentication: 'istio/security/v1beta1/peerauthentications',
  attributemanifest: 'istio/policy/v1beta1/attributemanifests',
  handler: 'istio/policy/v1beta1/handlers',
  instance: 'istio/policy/v1beta1/instances',
  rule: 'istio/policy/v1beta1/rules',
  QuotaSpec: 'istio/mixer/v1/config/client/quotaspecs',
  QuotaSpecBinding: 'istio/mixer/v1/config/client/quotaspecbindings',
  MeshConfig: 'istio/mesh/v1alpha1/MeshConfig',
  Address: 'flotilla/v1/addresses',
}

const LEGACY = 'istio/config/v1alpha2/legacy/'

/** Collection of a legacy Mixer kind, by its plural. */
export function legacyCollection(plural: string): string {
  return `${LEGACY}${plural}`
}

/** Plural of the legacy kind in a collection's name, or null for other collections. */
export function legacyPlural(collection: string): string | null {
  return collection.startsWith(LEGACY) ? collection.slice(LEGACY.length) : null
}

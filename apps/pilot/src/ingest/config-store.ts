/** The configuration as pilot holds it: objects by collection, decoded once, and the translation's input made of them. */
import { type ConfigObject, KINDS, type MeshConfig } from '@flotilla/model'
import { EMPTY_INPUT, type MeshInput } from '@flotilla/translate'

/** The members of the input that are lists of objects of one kind. */
const MEMBER_BY_KIND = {
  VirtualService: 'virtualServices',
  DestinationRule: 'destinationRules',
  Gateway: 'gateways',
  ServiceEntry: 'serviceEntries',
  WorkloadEntry: 'workloadEntries',
  PeerAuthentication: 'peerAuthentications',
} as const

const MIXER_BY_KIND = {
  rule: 'rules',
  instance: 'instances',
  QuotaSpec: 'quotaSpecs',
  QuotaSpecBinding: 'quotaSpecBindings',
  HTTPAPISpec: 'apiSpecs',
  HTTPAPISpecBinding: 'apiSpecBindings',
} as const

/** Old per-template kinds: each object is an instance of the template of its name. */
const LEGACY_TEMPLATES: ReadonlySet<string> = new Set(
  KINDS.filter((info) => info.category === 'legacy-template').map((info) => info.kind),
)

export interface StoreView {
  readonly input: Omit<MeshInput, 'addresses' | 'domain'>
  /** Allotted addresses that came as objects. */
  readonly addresses: ReadonlyMap<string, string>
}

export class ConfigStore {
  private readonly byKind = new Map<string, ReadonlyMap<string, ConfigObject>>()
  private view: StoreView

  constructor() {
    this.view = {
      input: EMPTY_INPUT,
      addresses: new Map(),
    }
  }

  /** Replaces the objects of some kinds, keyed by `namespace/name`. Lists of other kinds keep their identity. */
  replace(kinds: ReadonlyMap<string, ReadonlyMap<string, ConfigObject>>): void {
    const changed = new Set<string>()
    for (const [kind, objects] of kinds) {
      if (isEqual(this.byKind.get(kind), objects)) continue
      this.byKind.set(kind, objects)
      changed.add(kind)
    }
    if (changed.size > 0) this.view = this.build(changed)
  }

  /** Kinds that hold objects now. */
  get kinds(): string[] {
    return [...this.byKind.keys()]
  }

  get current(): StoreView {
    return this.view
  }

  private build(changed: ReadonlySet<string>): StoreView {
    const { input } = this.view
    const lists: Partial<Record<keyof MeshInput, unknown>> = {}
    for (const [kind, member] of Object.entries(MEMBER_BY_KIND))
      if (changed.has(kind)) lists[member] = this.list(kind)
    const mixer: Partial<Record<keyof MeshInput['mixer'], unknown>> = {}
    for (const [kind, member] of Object.entries(MIXER_BY_KIND))
      if (changed.has(kind)) mixer[member] = this.list(kind)
    if ([...changed].some((kind) => LEGACY_TEMPLATES.has(kind)))
      mixer.legacyInstances = [...LEGACY_TEMPLATES].flatMap((kind) => this.list(kind))
    return {
      input: {
        ...input,
        ...(lists as Partial<MeshInput>), // galley validated the objects by their kind
        mixer:
          Object.keys(mixer).length === 0
            ? input.mixer
            : { ...input.mixer, ...(mixer as Partial<MeshInput['mixer']>) },
        meshConfig: changed.has('MeshConfig') ? this.meshConfig() : input.meshConfig,
      },
      addresses: changed.has('Address') ? this.addresses() : this.view.addresses,
    }
  }

  private list(kind: string): ConfigObject[] {
    return [...(this.byKind.get(kind)?.values() ?? [])]
  }

  /** The first by name counts: a mesh has one. */
  private meshConfig(): MeshConfig | null {
    const [first] = this.list('MeshConfig')
    return first === undefined ? null : (first.spec as MeshConfig)
  }

  private addresses(): ReadonlyMap<string, string> {
    const addresses = new Map<string, string>()
    for (const { spec } of this.list('Address')) {
      const { host, address } = spec as { readonly host?: string; readonly address?: string }
      if (host !== undefined && address !== undefined) addresses.set(host, address)
    }
    return addresses
  }
}

function isEqual(
  before: ReadonlyMap<string, ConfigObject> | undefined,
  after: ReadonlyMap<string, ConfigObject>,
): boolean {
  if (before === undefined) return after.size === 0
  if (before.size !== after.size) return false
  for (const [name, object] of after) if (before.get(name) !== object) return false
  return true
}

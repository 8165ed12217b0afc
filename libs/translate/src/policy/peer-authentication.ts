/** Which mutual-TLS mode a workload's port is in: workload, namespace and mesh policies (spec citadel-security 4.2). */
import { type ConfigObject, compareAge, type PeerAuthenticationSpec } from '@flotilla/model'
import { isEmptySelector, type Labels, selects } from '../labels.ts'

export type MtlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT'

type Policy = ConfigObject<PeerAuthenticationSpec>

export interface WorkloadMtls {
  /** Mode of every port that `ports` does not name. */
  readonly mode: MtlsMode
  readonly ports: ReadonlyMap<number, MtlsMode>
}

const PERMISSIVE: WorkloadMtls = { mode: 'PERMISSIVE', ports: new Map() }

export class PeerAuthenticationIndex {
  private readonly byNamespace = new Map<string, Policy[]>()
  private readonly rootNamespace: string

  constructor(policies: readonly Policy[], rootNamespace: string) {
    this.rootNamespace = rootNamespace
    for (const policy of [...policies].sort(compareAge)) {
      const { namespace } = policy.metadata
      this.byNamespace.set(namespace, [...(this.byNamespace.get(namespace) ?? []), policy])
    }
  }

  /** The modes of a workload with these labels. */
  find(namespace: string, labels: Labels): WorkloadMtls {
    const inherited = this.namespaceMode(namespace)
    const own = namespace === this.rootNamespace ? undefined : this.selecting(namespace, labels)
    if (own === undefined) return inherited === 'PERMISSIVE' ? PERMISSIVE : plain(inherited)
    const mode = modeOf(own.spec.mtls?.mode) ?? inherited
    const ports = new Map<number, MtlsMode>()
    for (const [port, mtls] of Object.entries(own.spec.portLevelMtls ?? {}))
      ports.set(Number(port), modeOf(mtls?.mode) ?? mode)
    return { mode, ports: new Map([...ports].sort((a, b) => a[0] - b[0])) }
  }

  /** The mode of one application port. */
  modeOfPort(namespace: string, labels: Labels, targetPort: number): MtlsMode {
    const found = this.find(namespace, labels)
    return found.ports.get(targetPort) ?? found.mode
  }

  private namespaceMode(namespace: string): MtlsMode {
    const own =
      namespace === this.rootNamespace
        ? null
        : modeOf(this.selectorless(namespace)?.spec.mtls?.mode)
    return own ?? modeOf(this.selectorless(this.rootNamespace)?.spec.mtls?.mode) ?? 'PERMISSIVE'
  }

  private selectorless(namespace: string): Policy | undefined {
    return this.byNamespace
      .get(namespace)
      ?.find((policy) => isEmptySelector(policy.spec.selector?.matchLabels))
  }

  // A selector in the root namespace selects nothing anywhere.
  private selecting(namespace: string, labels: Labels): Policy | undefined {
    return this.byNamespace.get(namespace)?.find((policy) => {
      const matchLabels = policy.spec.selector?.matchLabels
      return !isEmptySelector(matchLabels) && selects(matchLabels, labels)
    })
  }
}

function plain(mode: MtlsMode): WorkloadMtls {
  return { mode, ports: new Map() }
}

/** A stated mode; UNSET and absent inherit. */
function modeOf(mode: string | undefined): MtlsMode | null {
  return mode === 'DISABLE' || mode === 'PERMISSIVE' || mode === 'STRICT' ? mode : null
}

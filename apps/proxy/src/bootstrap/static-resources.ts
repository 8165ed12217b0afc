/** Static resources of a bootstrap, compiled all at once, so that every fault is told together. */
import { Violations } from '../compile/violations.ts'
import { mergeAlso } from '../http/merged-headers.ts'
import { loadStaticSecrets } from '../identity/static-secrets.ts'
import type { CompiledListener, Listeners } from '../listener/listener-manager.ts'
import { runtime } from '../runtime/runtime.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { type ClusterSpec, compileCluster } from '../upstream/cluster-spec.ts'
import type { BootstrapFile } from './read-bootstrap.ts'

export interface StaticResources {
  readonly clusters: readonly ClusterSpec[]
  readonly listeners: readonly CompiledListener[]
  /** The cluster of the control plane, null where everything is static. */
  readonly adsCluster: ClusterSpec | null
}

/** Loads secrets into the store and compiles the rest; throws FLT_BOOTSTRAP_INVALID with every fault, also those found before. */
export async function compileStatic(
  file: BootstrapFile,
  secrets: SecretStore,
  listeners: Listeners,
): Promise<StaticResources> {
  const { config: bootstrap, statics } = file
  // Before anything is compiled that a runtime key may change.
  runtime.load(bootstrap.runtimeLayers)
  mergeAlso(bootstrap.process.inlineHeaders.requests, bootstrap.process.inlineHeaders.responses)
  const at = new Violations()
  const place = at.at('static_resources')
  loadStaticSecrets(bootstrap.secrets, secrets, place)
  const clusters = statics.clusters.flatMap((message, i) => {
    const compiled = compileCluster(message, secrets, new Violations(), bootstrap.clusterDefaults)
    if (compiled.kind === 'ok') return [compiled.value]
    place.at('clusters', i).adopt(compiled.violations)
    return []
  })
  const compiledListeners = statics.listeners.flatMap((message, i) => {
    const compiled = listeners.compile(message)
    if (compiled.kind === 'ok') return [compiled.value]
    place.at('listeners', i).adopt(compiled.violations)
    return []
  })
  const faults = [...file.faults, ...at.all]
  if (faults.length > 0) throw await file.explain(faults)
  const adsName = bootstrap.ads?.clusterName ?? null
  return {
    clusters,
    listeners: compiledListeners,
    adsCluster: clusters.find((cluster) => cluster.name === adsName) ?? null,
  }
}

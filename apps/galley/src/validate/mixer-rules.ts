/** Mixer's own rules on a change: expressions that compile and have the right type, parameters that adapters and templates take. */
import { denier } from '@flotilla/adapter-denier'
import { kubernetesenv } from '@flotilla/adapter-kubernetesenv'
import { listchecker } from '@flotilla/adapter-listchecker'
import { memquota } from '@flotilla/adapter-memquota'
import { prometheus } from '@flotilla/adapter-prometheus'
import { stdio } from '@flotilla/adapter-stdio'
import { compileSnapshot } from '@flotilla/dispatch'
import type { ConfigObject, ObjectFinding } from '@flotilla/model'

const ADAPTERS = new Map(
  [denier, kubernetesenv, listchecker, memquota, prometheus, stdio].map((adapter) => [
    adapter.name,
    adapter,
  ]),
)

/** What mixer will say of these objects; nothing where no manifest tells it which attributes there are. */
export function mixerFindings(objects: readonly ConfigObject[]): readonly ObjectFinding[] {
  const own = objects.filter((object) => object.apiVersion.startsWith('config.istio.io/'))
  if (!own.some((object) => object.kind === 'attributemanifest')) return []
  return compileSnapshot(own, ADAPTERS).problems
}

/** Hosts of the services that registered workloads serve. */
import type { ConfigObject } from '@flotilla/model'

/** Annotation in which pilot keeps what a workload serves: JSON of a list of `{name, ports}`. */
const SERVICES = 'flotilla.io/services'

/** Full names in lower case. @param domain default `cluster.local`. */
export function registeredHosts(
  entries: readonly ConfigObject[],
  domain: string = 'cluster.local',
): Set<string> {
  return new Set(
    entries.flatMap(({ metadata }) =>
      namesIn(metadata.annotations[SERVICES] ?? '[]').map((name) =>
        `${name}.${metadata.namespace}.svc.${domain}`.toLowerCase(),
      ),
    ),
  )
}

/** Names in the annotation; none where it is not what pilot writes, since it only serves warnings. */
function namesIn(text: string): string[] {
  let services: unknown
  try {
    services = JSON.parse(text)
  } catch {
    return []
  }
  if (!Array.isArray(services)) return []
  return services
    .map((service: unknown) =>
      typeof service === 'object' && service !== null && 'name' in service ? service.name : null,
    )
    .filter((name) => typeof name === 'string')
}

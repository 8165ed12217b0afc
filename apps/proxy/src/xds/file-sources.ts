/** Where configuration says that its resources are in files. */
import { dirname } from 'node:path'
import { TypeUrl } from '@flotilla/ads'
import {
  type Any,
  type Bootstrap,
  Cluster,
  type ConfigSource,
  HttpConnectionManager,
  Listener,
} from '@flotilla/proto'
import { isType } from '../compile/fields.ts'

export interface FileSource {
  readonly typeUrl: string
  readonly path: string
  /** Whose changes are looked for: the file's own, or the one that the source names. */
  readonly folder: string
}

/** The file of a source, null where it is of another kind. */
export function pathOf(source: ConfigSource | null): string | null {
  return source?.pathConfigSource?.path ?? source?.path ?? null
}

/** All that the bootstrap itself names. */
export function fileSources(message: Bootstrap): readonly FileSource[] {
  const { dynamicResources: dynamic, staticResources: fixed } = message
  return [
    ...sourceOf(TypeUrl.cluster, dynamic?.cdsConfig ?? null),
    ...sourceOf(TypeUrl.listener, dynamic?.ldsConfig ?? null),
    ...(fixed?.clusters ?? []).flatMap(clusterSources),
    ...(fixed?.listeners ?? []).flatMap(listenerSources),
  ]
}

/** What a resource out of a file names in its turn. */
export function sourcesWithin(resource: Any): readonly FileSource[] {
  if (isType(resource, Cluster)) return clusterSources(Cluster.decode(resource.value))
  return isType(resource, Listener) ? listenerSources(Listener.decode(resource.value)) : []
}

function clusterSources({ edsClusterConfig }: Cluster): readonly FileSource[] {
  return sourceOf(TypeUrl.endpoint, edsClusterConfig?.edsConfig ?? null)
}

function listenerSources({ filterChains, defaultFilterChain }: Listener): readonly FileSource[] {
  const chains = defaultFilterChain === null ? filterChains : [...filterChains, defaultFilterChain]
  return chains
    .flatMap((chain) => chain.filters)
    .flatMap(({ typedConfig: any }) => {
      if (any === null || !isType(any, HttpConnectionManager)) return []
      const { rds } = HttpConnectionManager.decode(any.value)
      return sourceOf(TypeUrl.route, rds?.configSource ?? null)
    })
}

function sourceOf(typeUrl: string, source: ConfigSource | null): readonly FileSource[] {
  const path = pathOf(source)
  if (path === null || path === '') return []
  const watched = source?.pathConfigSource?.watchedDirectory?.path ?? ''
  return [{ typeUrl, path, folder: watched === '' ? dirname(path) : watched }]
}

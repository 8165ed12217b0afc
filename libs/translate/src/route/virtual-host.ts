/** Virtual hosts: generated ones, the catch-alls, and the route configuration that holds them (spec pilot-galley 2.7). */
import {
  DirectResponseAction,
  Route,
  RouteAction,
  RouteConfiguration,
  RouteMatch,
  VirtualHost,
  VirtualHostTlsRequirementType,
} from '@flotilla/proto'
import { MIXER_FILTER, type ServiceConfigInput, serviceConfig } from '../mixer/filter-config.ts'
import { PASSTHROUGH_CLUSTER } from '../names.ts'
import { translateRoute } from './http-route.ts'
import type { RouteInput } from './route-input.ts'

export interface VirtualHostInput {
  readonly name: string
  readonly domains: readonly string[]
  readonly routes: readonly RouteInput[]
  /** Plain requests are redirected to https. */
  readonly requiresTls: boolean
}

const MAX_DIRECT_RESPONSE_BYTES = 1024 * 1024
const NO_TIMEOUT = { seconds: 0, nanos: 0 }

export function translateVirtualHost(input: VirtualHostInput): VirtualHost {
  return VirtualHost.create({
    name: input.name,
    domains: input.domains,
    routes: input.routes.map(translateRoute),
    requireTls: input.requiresTls
      ? VirtualHostTlsRequirementType.ALL
      : VirtualHostTlsRequirementType.NONE,
    includeRequestAttemptCount: true,
  })
}

export interface RouteConfigurationInput {
  readonly name: string
  readonly virtualHosts: readonly VirtualHost[]
  /** Ports in the request's host are looked past. */
  readonly ignoresPort: boolean
}

export function routeConfiguration(input: RouteConfigurationInput): RouteConfiguration {
  return RouteConfiguration.create({
    name: input.name,
    virtualHosts: input.virtualHosts,
    validateClusters: false,
    maxDirectResponseBodySizeBytes: MAX_DIRECT_RESPONSE_BYTES,
    ignorePortInHostMatching: input.ignoresPort,
  })
}

/** Hosts that nobody knows go where the client meant them to go. */
export function allowAnyHost(mixer: ServiceConfigInput | null): VirtualHost {
  return VirtualHost.create({
    name: 'allow_any',
    domains: ['*'],
    routes: [
      Route.create({
        name: 'allow_any',
        match: RouteMatch.create({ prefix: '/' }),
        route: RouteAction.create({
          cluster: PASSTHROUGH_CLUSTER,
          timeout: NO_TIMEOUT,
          maxGrpcTimeout: NO_TIMEOUT,
        }),
        typedPerFilterConfig:
          mixer === null ? new Map() : new Map([[MIXER_FILTER, serviceConfig(mixer)]]),
      }),
    ],
    includeRequestAttemptCount: true,
  })
}

/** Hosts that nobody knows are answered with 502. */
export function blockAllHost(): VirtualHost {
  return VirtualHost.create({
    name: 'block_all',
    domains: ['*'],
    routes: [
      Route.create({
        name: 'block_all',
        match: RouteMatch.create({ prefix: '/' }),
        directResponse: DirectResponseAction.create({ status: 502 }),
      }),
    ],
    includeRequestAttemptCount: true,
  })
}

/** A gateway port without any host: every request is answered with 404. */
export function blackHoleHost(port: number): VirtualHost {
  return VirtualHost.create({ name: `blackhole:${port}`, domains: ['*'] })
}

/** A manager's configuration for unit tests: Envoy's defaults, with what the test changes. */
import { HttpConnectionManager } from '@flotilla/proto'
import { systemClock, TimerWheel } from '@flotilla/time'
import { Violations } from '../../compile/violations.ts'
import { HttpStats } from '../../telemetry/http-stats.ts'
import { compileManagerConfig } from '../compile/manager-config.ts'
import type { HttpEnv } from '../env.ts'
import type { ManagerConfig } from '../manager-config.ts'
import { FakeClusters } from './fake-cluster.ts'

export const UNIT_ENV: HttpEnv = {
  clusters: new FakeClusters(),
  routes: { open: () => ({ table: null }) },
  filterKinds: new Map(),
  clock: systemClock,
  wheel: new TimerWheel(systemClock),
  random: () => 0.5,
  stats: () => new HttpStats(),
  node: { id: 'node', cluster: '' },
}

/** What the compiler finds, or gives, for proto-JSON over a minimal message. */
export function compiledManager(json: Record<string, unknown>): {
  readonly config: ManagerConfig
  readonly violations: readonly string[]
} {
  const parsed = HttpConnectionManager.fromJson({
    stat_prefix: 'test',
    rds: { route_config_name: '80' },
    http_filters: [
      {
        name: 'router',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
        },
      },
    ],
    ...json,
  })
  if (parsed.kind === 'bad') throw new Error(JSON.stringify(parsed.violations))
  const at = new Violations()
  const config = compileManagerConfig(parsed.message, UNIT_ENV, [], at)
  return { config, violations: at.all.map((violation) => violation.path) }
}

export function managerConfig(changes: Partial<ManagerConfig> = {}): ManagerConfig {
  return { ...compiledManager({}).config, ...changes }
}

/** GET /server_info: version, state and how the process was started, by Envoy's names. */
import process from 'node:process'
import type { JsonObject } from '@flotilla/proto'
import type { AdminSources } from './admin-routes.ts'
import { withoutDefaults } from './proto-shape.ts'

export function serverInfo(sources: AdminSources): JsonObject {
  const { bootstrap, startWallMs } = sources.dump()
  const { node } = bootstrap
  const uptime = `${Math.floor((sources.clock.wallMs() - startWallMs) / 1000)}s`
  const [major = 0, minor = 0, patch = 0] = sources.version.split('.').map(Number)
  return {
    version: `flotilla/${sources.version}/node-${process.version}`,
    state: sources.state(),
    uptime_current_epoch: uptime,
    uptime_all_epochs: uptime,
    hot_restart_version: 'disabled',
    command_line_options: {
      concurrency: sources.concurrency,
      drain_time: `${sources.drainTimeMs / 1000}s`,
      mode: 'Serve',
      disable_hot_restart: true,
      restart_epoch: 0,
    },
    node: withoutDefaults({
      id: node.id,
      cluster: node.cluster,
      metadata: bootstrap.metadata,
      locality: withoutDefaults({
        region: node.locality?.region ?? '',
        zone: node.locality?.zone ?? '',
        sub_zone: node.locality?.subZone ?? '',
      }),
      user_agent_name: 'flotilla',
      user_agent_build_version: {
        version: withoutDefaults({ major_number: major, minor_number: minor, patch }),
      },
    }),
    pid: process.pid,
  }
}

/** The groups of client tests, in the order in which they run. */
import { CURL } from './curl.ts'
import { MARIADB, POSTGRESQL } from './databases.ts'
import type { ClientGroup } from './group.ts'
import { GRPC } from './grpc.ts'
import { LOAD } from './load.ts'
import { NGHTTP } from './nghttp.ts'
import { REDIS } from './redis.ts'
import { TUNNELS } from './tunnels.ts'
import { WEBSOCKET } from './websocket.ts'

export const GROUPS: readonly ClientGroup[] = [
  CURL,
  NGHTTP,
  LOAD,
  GRPC,
  WEBSOCKET,
  REDIS,
  POSTGRESQL,
  MARIADB,
  TUNNELS,
]

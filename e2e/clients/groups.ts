/** The groups of client tests, in the order in which they run. */
import { CURL } from './curl.ts'
import type { ClientGroup } from './group.ts'
import { GRPC } from './grpc.ts'

export const GROUPS: readonly ClientGroup[] = [CURL, GRPC]

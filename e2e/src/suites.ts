/** The named suites of `npm run e2e`. */
import type { Suite } from './runner.ts'
import { badInput } from './scenarios/bad-input.ts'
import { policy } from './scenarios/policy.ts'
import { routing } from './scenarios/routing.ts'
import { security } from './scenarios/security.ts'
import { telemetry } from './scenarios/telemetry.ts'
import { workloads } from './scenarios/workloads.ts'

const scenarios = [...routing, ...policy, ...telemetry, ...workloads, ...security, ...badInput]

export const SUITES: Readonly<Record<string, Suite>> = {
  ci: { about: 'every scenario in both modes, within CI time', shared: scenarios, own: [] },
}

/** Runs suites: one mesh for the scenarios of each mode, then the scenarios that start their own. */
import process from 'node:process'
import { closeConnections } from './http.ts'
import { Mesh, type Mode } from './mesh.ts'
import { ensurePeers } from './peers.ts'
import { type Scenario, SHARED, samplesArePresent } from './scenario.ts'

export interface OwnScenario {
  readonly name: string
  /** Starts what it needs by itself. */
  readonly run: () => Promise<void>
}

export interface Suite {
  readonly about: string
  /** Scenarios that share one mesh per mode. */
  readonly shared: readonly Scenario[]
  readonly own: readonly OwnScenario[]
}

export interface Outcome {
  passed: number
  failed: number
}

/** Gateway ports of the meshes under test. */
const PORTS: Readonly<Record<Mode, number>> = { netns: 18080, explicit: 18081 }

/** Runs a suite, or only the scenarios whose name holds one of `only`. */
export async function runSuite(suite: Suite, only: readonly string[]): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0 }
  const wanted = (name: string): boolean =>
    only.length === 0 || only.some((part) => name.includes(part))
  const peers = ensurePeers(['iptables', 'iproute2', 'tcpdump', 'curl'])
  if (peers !== null) {
    process.stdout.write(`${peers}\n`)
    if (process.env['CI']) outcome.failed++
  }
  if (!samplesArePresent())
    process.stdout.write(`SKIP scenarios on Istio's sample files: ${SHARED} is absent\n`)
  const shared = samplesArePresent() ? suite.shared.filter((s) => wanted(s.name)) : []
  for (const mode of ['netns', 'explicit'] as const) {
    const scenarios = shared.filter((s) => s.modes.includes(mode))
    if (scenarios.length > 0) await runOnOneMesh(mode, scenarios, outcome)
  }
  for (const scenario of suite.own.filter((s) => wanted(s.name)))
    await attempt(scenario.name, outcome, scenario.run)
  closeConnections()
  return outcome
}

async function runOnOneMesh(
  mode: Mode,
  scenarios: readonly Scenario[],
  outcome: Outcome,
): Promise<void> {
  let mesh: Mesh | null = null
  await attempt(`${mode}: up`, outcome, async () => {
    mesh = await Mesh.start(mode, PORTS[mode])
  })
  if (mesh === null) {
    for (const scenario of scenarios)
      await attempt(`${mode}: ${scenario.name}`, outcome, () =>
        Promise.reject(new Error('the mesh did not start')),
      )
    return
  }
  const started: Mesh = mesh
  for (const scenario of scenarios)
    await attempt(`${mode}: ${scenario.name}`, outcome, () => scenario.run(started))
  await attempt(`${mode}: down`, outcome, () => started.stop())
}

async function attempt(name: string, outcome: Outcome, action: () => Promise<void>): Promise<void> {
  const startedAt = performance.now()
  const took = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
  try {
    await action()
    outcome.passed++
    process.stdout.write(`ok   ${name} (${took()})\n`)
  } catch (error) {
    outcome.failed++
    process.stdout.write(
      `FAIL ${name} (${took()})\n     ${error instanceof Error ? (error.stack ?? error.message).replaceAll('\n', '\n     ') : String(error)}\n`,
    )
  }
}

/** Stops a mesh: first a start under way and the commands that run workloads in it end by themselves, then everything that was made is removed. */
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { Journal } from './journal.ts'
import type { Layout } from './layout.ts'
import { isAlive, terminate } from './processes.ts'
import { Records } from './record.ts'
import { removeAll } from './removal.ts'
import { endStarter } from './start-claim.ts'

const SUPERVISOR_GRACE_MS = 1_000
/** Longer than a command of `flotilla run` and then its sidecar may take to end. */
const RUNNER_GRACE_MS = 15_000
const POLL_MS = 50

/** Ends everything of the mesh and forgets its processes and workloads. Returns how many things were removed; safe to repeat. */
export async function stopMesh(layout: Layout): Promise<number> {
  const records = new Records(layout)
  const ended = (await endStarter(layout)) ? 1 : 0
  const supervisor = records.process('supervisor')
  // First, or it would start again what is being stopped.
  if (supervisor !== null && supervisor.ref.pid !== process.pid)
    await terminate([supervisor.ref], SUPERVISOR_GRACE_MS)
  const runners = await endRunners(records)
  const removed = await removeAll(new Journal(layout.journal))
  records.forget()
  return removed + runners + ended
}

/** Each takes its own workload away: it alone can tell its user why. Returns how many there were. */
async function endRunners(records: Records): Promise<number> {
  records.markStopping()
  const runners = records
    .workloads()
    .flatMap(({ runner }) => (runner !== null && isAlive(runner) ? [runner] : []))
  const deadline = performance.now() + RUNNER_GRACE_MS
  while (runners.some(isAlive) && performance.now() < deadline) await delay(POLL_MS)
  await terminate(runners, SUPERVISOR_GRACE_MS) // those that hang: what they made is in the journal
  return runners.length
}

/** One process starts a mesh in a state directory at a time; a dead one's claim holds nobody up. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type TestContext, test } from 'node:test'
import { type Layout, layoutOf } from './layout.ts'
import { startTimeOf } from './processes.ts'
import { claimStart, endStarter, starterOf } from './start-claim.ts'

function scratch(t: TestContext): Layout {
  const dir = mkdtempSync(join(tmpdir(), 'flt-claim-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return layoutOf(dir)
}

async function otherStarter(t: TestContext, layout: Layout): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
  await once(child, 'spawn')
  t.after(() => child.kill('SIGKILL'))
  const pid = child.pid ?? 0
  writeFileSync(
    `${layout.mesh}.starter`,
    JSON.stringify({ pid, startedAt: startTimeOf(pid) ?? '' }),
  )
  return child
}

test('a second start is refused while the first lives, and may follow it', (t) => {
  const layout = scratch(t)
  const first = claimStart(layout)
  assert.throws(() => claimStart(layout), {
    code: 'FLT_EXISTS',
    message: /^a mesh is being started in .* by process \d+; .*flotilla down/,
  })
  assert.equal(starterOf(layout), null, 'its own claim is no other process')
  first.release()
  claimStart(layout).release()
  assert.deepEqual(readdirSync(layout.stateDir), [])
})

test('the claim of a process that is gone, or whose id is used again, is taken over', (t) => {
  const layout = scratch(t)
  for (const ref of [
    { pid: 2 ** 22 + 1, startedAt: '1' },
    { pid: process.ppid, startedAt: '1' },
  ]) {
    if (process.platform !== 'linux' && ref.pid === process.ppid) continue // no start times there
    writeFileSync(`${layout.mesh}.starter`, JSON.stringify(ref))
    claimStart(layout).release()
  }
  assert.deepEqual(readdirSync(layout.stateDir), [])
})

test('whoever stops the mesh ends the process that starts it', async (t) => {
  const layout = scratch(t)
  assert.equal(await endStarter(layout), false)
  const child = await otherStarter(t, layout)
  assert.throws(() => claimStart(layout), { code: 'FLT_EXISTS' })
  assert.equal(starterOf(layout)?.pid, child.pid)
  assert.equal(await endStarter(layout), true)
  assert.equal(starterOf(layout), null)
  const claim = claimStart(layout)
  assert.equal(claim.isStopAsked(), false, 'what was asked of the former start is over')
  claim.release()
})

/** Removes what the journal says a mesh made. Each step may be repeated: a thing that is gone already is simply noted as gone. */
import { rmSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { assertNever, FlotillaError, messageOf } from '@flotilla/errors'
import type { Journal, Made } from './journal.ts'
import { isAlive, type ProcessRef, terminate } from './processes.ts'
import { findTool, runTool } from './tool.ts'

const GRACE_MS = 5_000
/** A namespace is unmounted a moment before its name goes. */
const OTHER_REMOVES_MS = 100

/** Ends all processes of the journal, then removes the rest, newest first. Returns how many things were removed. */
export async function removeAll(journal: Journal): Promise<number> {
  const left = journal.left()
  const processes = left.flatMap((thing) =>
    thing.kind === 'process' && !isSelf(thing.ref) ? [thing.ref] : [],
  )
  await terminate(processes, GRACE_MS)
  const failures: string[] = []
  for (const thing of left.reverse()) {
    try {
      await removeMade(thing, journal)
    } catch (error) {
      failures.push(messageOf(error))
    }
  }
  if (failures.length > 0)
    throw new FlotillaError(
      'FLT_PLATFORM',
      `some of what the mesh made could not be removed: ${failures.join('; ')}`,
    )
  journal.clear()
  return left.length
}

/** In the foreground `up` is the mesh's supervisor, and in the journal as such: it ends by itself once all is removed. */
function isSelf(ref: ProcessRef): boolean {
  return ref.pid === process.pid
}

/** Removes one thing and notes it. */
export async function removeMade(thing: Made, journal: Journal): Promise<void> {
  switch (thing.kind) {
    case 'process':
      if (isSelf(thing.ref)) break
      await terminate([thing.ref], GRACE_MS)
      if (isAlive(thing.ref))
        throw new FlotillaError(
          'FLT_PERMISSION',
          `process ${thing.ref.pid} (${thing.name}) does not end`,
        )
      break
    case 'namespace':
      await removeNamespace(thing.name)
      break
    case 'link':
      await removeLink(thing.name)
      break
    case 'path':
      rmSync(thing.path, { recursive: true, force: true })
      break
    default:
      assertNever(thing)
  }
  journal.gone(thing)
}

/** Another that removes it too may be faster at any step: then it is gone, which is what was asked for. */
async function removeNamespace(name: string): Promise<void> {
  if (!(await hasNamespace(name))) return
  try {
    await endNamespace(name)
  } catch (error) {
    await delay(OTHER_REMOVES_MS)
    if (await hasNamespace(name)) throw error
  }
}

/** Also ends what still runs inside: a namespace lives on while a process is in it. */
async function endNamespace(name: string): Promise<void> {
  const pids = (await runTool('ip', ['netns', 'pids', name]))
    .split('\n')
    .filter((pid) => pid !== '')
  await terminate(
    pids.map((pid) => ({ pid: Number(pid), startedAt: '' })),
    1_000,
  )
  await runTool('ip', ['netns', 'delete', name])
}

async function hasNamespace(name: string): Promise<boolean> {
  const listed = await runTool('ip', ['netns', 'list'])
  return listed.split('\n').some((line) => line.split(' ')[0] === name)
}

/** A namespace takes its end of a link with it a moment after it is gone, and the other end goes too. */
async function removeLink(name: string): Promise<void> {
  if (findTool('ip') === null || !(await hasLink(name))) return
  try {
    await runTool('ip', ['link', 'delete', name])
  } catch (error) {
    if (await hasLink(name)) throw error
  }
}

async function hasLink(name: string): Promise<boolean> {
  const shown = await runTool('ip', ['-o', 'link', 'show'])
  return shown.includes(` ${name}:`) || shown.includes(` ${name}@`)
}

/** Says which process starts a mesh in a state directory: one at a time, known to `down` and to the next `up` from its first moment. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'
import type { Layout } from './layout.ts'
import { isAlive, type ProcessRef, startTimeOf, terminate } from './processes.ts'

/** Longer than `up` may take to remove all that it made. */
const GRACE_MS = 30_000

export interface StartClaim {
  /** Whether `flotilla down` asked this start to stop. */
  isStopAsked(): boolean
  release(): void
}

/** Claims the start in a state directory that is there. Throws FLT_EXISTS while another process starts a mesh in it. */
export function claimStart(layout: Layout): StartClaim {
  const own: ProcessRef = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' }
  const file = fileOf(layout)
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 })
  try {
    while (!linkUnlessThere(draft, file)) setAsideDead(layout, draft)
  } finally {
    rmSync(draft, { force: true })
  }
  rmSync(stopFileOf(layout), { force: true })
  return {
    isStopAsked: () => readOrNull(stopFileOf(layout)) !== null,
    release: () => {
      if (refIn(file)?.pid === own.pid) rmSync(file, { force: true })
    },
  }
}

/** The process that starts a mesh there now, other than this one, or null. */
export function starterOf(layout: Layout): ProcessRef | null {
  const ref = refIn(fileOf(layout))
  return ref !== null && ref.pid !== process.pid && isAlive(ref) ? ref : null
}

/** Asks the process that starts a mesh there to stop, and waits: it removes what it made. Returns whether there was one. */
export async function endStarter(layout: Layout): Promise<boolean> {
  const ref = starterOf(layout)
  if (ref === null) return false
  writeFileSync(stopFileOf(layout), '', { mode: 0o600 })
  await terminate([ref], GRACE_MS)
  rmSync(stopFileOf(layout), { force: true })
  return true
}

/** A hard link appears with its content, or not at all: nobody reads half a claim. */
function linkUnlessThere(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Moves the claim of a dead process away. What was moved is looked at again: another may have claimed meanwhile. */
function setAsideDead(layout: Layout, draft: string): void {
  refuseAlive(refIn(fileOf(layout)), layout)
  const aside = `${draft}.dead`
  try {
    renameSync(fileOf(layout), aside)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return // released or set aside by another
    throw error
  }
  const moved = refIn(aside)
  if (moved !== null && isAlive(moved)) linkUnlessThere(aside, fileOf(layout))
  rmSync(aside, { force: true })
  refuseAlive(moved, layout)
}

function refuseAlive(ref: ProcessRef | null, { stateDir }: Layout): void {
  if (ref === null || !isAlive(ref)) return
  throw new FlotillaError(
    'FLT_EXISTS',
    `a mesh is being started in ${stateDir} by process ${ref.pid}; wait for it, stop it with flotilla down, or start another one with --state DIR --port N`,
  )
}

function refIn(file: string): ProcessRef | null {
  const text = readOrNull(file)
  return text === null ? null : (JSON.parse(text) as ProcessRef) // our own file, never half written
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return null
    throw error
  }
}

function fileOf(layout: Layout): string {
  return `${layout.mesh}.starter`
}

function stopFileOf(layout: Layout): string {
  return `${layout.mesh}.stop`
}

/** Child processes that outlive the process that started them: started detached, known by process id and start time, ended by both. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'

/** A process that a later command can find again: a reused process id has another start time. */
export interface ProcessRef {
  readonly pid: number
  /** Clock ticks since boot at which it started (`/proc/PID/stat`, field 22); empty where the system does not tell. */
  readonly startedAt: string
}

export interface LaunchOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Primary group to run with, or null for the caller's. */
  readonly gid: number | null
  readonly cwd: string
  readonly stdoutFile: string
  readonly stderrFile: string
}

/** Starts a process in a session of its own, its output going to files. */
export async function launch(options: LaunchOptions): Promise<ProcessRef> {
  const stdout = openSync(options.stdoutFile, 'a', 0o600)
  const stderr =
    options.stderrFile === options.stdoutFile ? stdout : openSync(options.stderrFile, 'a', 0o600)
  try {
    const child = spawn(options.command, [...options.args], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', stdout, stderr],
      ...(options.gid === null ? {} : { gid: options.gid }),
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    child.on('error', () => undefined) // after the spawn only kill() errors arrive, and those have their own check
    child.unref()
    const pid = child.pid as number // set once 'spawn' was emitted
    return { pid, startedAt: startTimeOf(pid) ?? '' }
  } catch (cause) {
    throw new FlotillaError(
      'FLT_TOOL_MISSING',
      `cannot start ${options.command}: ${systemCodeOf(cause) ?? 'unknown error'}`,
      { cause },
    )
  } finally {
    closeSync(stdout)
    if (stderr !== stdout) closeSync(stderr)
  }
}

/** Whether that very process still runs (a zombie does not). */
export function isAlive(ref: ProcessRef): boolean {
  const startedAt = startTimeOf(ref.pid)
  if (startedAt !== null) return ref.startedAt === '' || startedAt === ref.startedAt
  if (process.platform === 'linux') return false
  try {
    process.kill(ref.pid, 0)
    return true
  } catch (error) {
    if (['ESRCH', 'EPERM'].includes(systemCodeOf(error) ?? '')) return false // gone; somebody else's, so not ours
    throw error
  }
}

/** Sends a signal if that very process still runs. */
export function signal(ref: ProcessRef, name: NodeJS.Signals): void {
  if (!isAlive(ref)) return
  try {
    process.kill(ref.pid, name)
  } catch (error) {
    if (systemCodeOf(error) !== 'ESRCH') throw error
  }
}

/** Ends processes: SIGTERM, then SIGKILL for those that still run after `graceMs`. */
export async function terminate(refs: readonly ProcessRef[], graceMs: number): Promise<void> {
  for (const ref of refs) signal(ref, 'SIGTERM')
  if (await allGone(refs, graceMs)) return
  for (const ref of refs) signal(ref, 'SIGKILL')
  await allGone(refs, 2_000)
}

async function allGone(refs: readonly ProcessRef[], withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (refs.some(isAlive)) {
    if (performance.now() > deadline) return false
    await delay(20)
  }
  return true
}

/** Start time of a process, or null when there is none (or it is a zombie). */
export function startTimeOf(pid: number): string | null {
  const fields = statOf(pid)
  return fields === null || fields[0] === 'Z' ? null : (fields[19] ?? null)
}

/** Whether a signal (SIGSTOP, Ctrl-Z) or a debugger suspended that process. */
export function isSuspended(ref: ProcessRef): boolean {
  const state = statOf(ref.pid)?.[0] ?? ''
  return isAlive(ref) && ['T', 't'].includes(state)
}

/** `/proc/PID/stat` from its third field on; null: no such process, or no /proc. */
function statOf(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may hold spaces: fields are counted after the last ')'.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch (error) {
    // ESRCH: it ended between opening and reading.
    if (['ENOENT', 'ESRCH', 'ENOTDIR'].includes(systemCodeOf(error) ?? '')) return null
    throw error
  }
}

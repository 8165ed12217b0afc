/** Runs a system tool and returns what it printed, or fails with its own words. */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024
const TIMEOUT_MS = 20_000
/** What a folder that does not hold the program, or not for this user, answers. */
const ABSENT: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EACCES',
  'ELOOP',
  'ENAMETOOLONG',
])

/** Full path of a program on PATH or in an sbin folder beside one of PATH's bin folders, or null. */
export function findTool(name: string): string | null {
  for (const dir of isAbsolute(name) ? ['/'] : toolFolders()) {
    const path = join(dir, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch (error) {
      if (!ABSENT.has(systemCodeOf(error) ?? '')) throw error // else: look in the next folder
    }
  }
  return null
}

/** How a tool ended. */
interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a tool to its end; `input` is given on its standard input. Throws FLT_TOOL_MISSING or FLT_PLATFORM with its message.
 * It runs in a session of its own: Ctrl-C, which a terminal sends to all of its group, must not cut a step of the removal.
 * Until it has that session, before the tool's program begins, SIGINT still ends it: then nothing was done, and it is run again.
 */
export async function runTool(name: string, args: readonly string[], input = ''): Promise<string> {
  const path = findTool(name)
  if (path === null) throw new FlotillaError('FLT_TOOL_MISSING', `${name} is not installed`)
  const what = `${name} ${args.slice(0, 6).join(' ')}`
  const deadline = performance.now() + TIMEOUT_MS
  let ending: Ending
  do ending = await runOnce(path, args, input, what)
  while (ending.signal === 'SIGINT' && performance.now() < deadline)
  const { code, signal, stdout, stderr } = ending
  if (code === 0) return stdout
  const why = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`
  const said = stderr.trim().split('\n').at(-1) || why
  throw new FlotillaError('FLT_PLATFORM', `${what}: ${said}`)
}

function runOnce(
  path: string,
  args: readonly string[],
  input: string,
  what: string,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, [...args], { env: withSbin(), detached: true, timeout: TIMEOUT_MS })
    const stdout = collect(child.stdout, () => child.kill())
    const stderr = collect(child.stderr, () => child.kill())
    child.on('error', (cause) => {
      reject(new FlotillaError('FLT_PLATFORM', `${what}: ${messageOf(cause)}`, { cause }))
    })
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout: stdout(), stderr: stderr() })
    })
    child.stdin.on('error', () => undefined) // the tool ended without reading: its exit says why
    child.stdin.end(input)
  })
}

/** Gathers what a stream gives, as text once it is over; calls `onTooMuch` beyond the limit. */
function collect(stream: Readable, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_OUTPUT_BYTES) onTooMuch()
    else chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString('utf8')
}

/** Tools call other tools of sbin, which is not on everybody's PATH. */
function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: toolFolders().join(':') }
}

function toolFolders(): string[] {
  const path = (process.env['PATH'] ?? '').split(':').filter((dir) => dir !== '')
  const beside = path
    .filter((dir) => /\/bin\/?$/.test(dir))
    .map((dir) => dir.replace(/bin\/?$/, 'sbin'))
  return [...new Set([...path, ...beside])]
}

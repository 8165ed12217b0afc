/** Runs a system tool and returns what it printed, or fails with its own words. */
import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'
import { FlotillaError } from '@flotilla/errors'

const MAX_OUTPUT_BYTES = 4 * 1024 * 1024
const TIMEOUT_MS = 20_000

/** Full path of a program on PATH or in an sbin folder beside one of PATH's bin folders, or null. */
export function findTool(name: string): string | null {
  for (const dir of isAbsolute(name) ? ['/'] : toolFolders()) {
    const path = join(dir, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // not here: look in the next folder
    }
  }
  return null
}

/** Runs a tool to its end; `input` is given on its standard input. Throws FLT_TOOL_MISSING or FLT_PLATFORM with its message. */
export function runTool(name: string, args: readonly string[], input = ''): Promise<string> {
  const path = findTool(name)
  if (path === null)
    return Promise.reject(new FlotillaError('FLT_TOOL_MISSING', `${name} is not installed`))
  return new Promise((resolve, reject) => {
    const child = execFile(
      path,
      [...args],
      { maxBuffer: MAX_OUTPUT_BYTES, timeout: TIMEOUT_MS, env: withSbin() },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else {
          const said = stderr.trim().split('\n').at(-1) || error.message
          reject(
            new FlotillaError('FLT_PLATFORM', `${name} ${args.slice(0, 6).join(' ')}: ${said}`, {
              cause: error,
            }),
          )
        }
      },
    )
    child.stdin?.on('error', () => undefined) // the tool ended without reading: its exit says why
    child.stdin?.end(input)
  })
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

/** A small JSON file in pilot's own directory, replaced whole, so that a crash leaves the old or the new. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, systemCodeOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'

const log = scope('pilot.state')

/** The value in the file; null where there is none, or where it cannot be read: the state is then rebuilt. */
export function readState(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT')
      log.warn('state file is not readable, starting without it', { path, error })
    return null
  }
}

/** Never throws: state that cannot be kept costs a restart some time, nothing else. */
export function writeState(path: string, value: unknown): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(`${path}.new`, `${JSON.stringify(value)}\n`, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch (error) {
    log.warn('state file cannot be written', { path, error: messageOf(error) })
  }
}

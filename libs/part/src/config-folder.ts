/** A folder of configuration that a flag names: wrong names are told at once. */
import { readdirSync } from 'node:fs'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'

/** Throws FLT_NOT_FOUND, with what to do, where the folder cannot be read now. */
export function requireFolder(dir: string): void {
  try {
    readdirSync(dir)
  } catch (cause) {
    throw new FlotillaError(
      'FLT_NOT_FOUND',
      `the folder ${dir} cannot be read (${systemCodeOf(cause) ?? messageOf(cause)}); make it readable, or name another with --config fs:DIR`,
      { cause },
    )
  }
}

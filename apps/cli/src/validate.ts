/** Offline validation: the rules that galley applies, over files, references looked up within them. */
import { checkFiles } from '@flotilla/model'
import type { ConfigFile, ConfigViolation } from './mesh/galley.ts'

export interface Validation {
  /** Objects in the files. */
  readonly objects: number
  readonly violations: readonly ConfigViolation[]
}

export function validateFiles(files: readonly ConfigFile[], namespace: string): Validation {
  const { objects, violations } = checkFiles(files, { namespace })
  return { objects: objects.length, violations }
}

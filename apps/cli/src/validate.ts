/** Offline validation: the rules that galley applies, over files, references looked up within them. */
import { FlotillaError } from '@flotilla/errors'
import { type ConfigObject, checkFiles, parseDocuments } from '@flotilla/model'
import { type ConfigFile, type ConfigViolation, RefusedError, readFiles } from './mesh/galley.ts'
import { ROOT } from './mesh/layout.ts'

export interface Validation {
  /** Objects in the files. */
  readonly objects: number
  /** They themselves; complete only where no violation is an error. */
  readonly parsed: readonly ConfigObject[]
  readonly violations: readonly ConfigViolation[]
}

/** Attributes that a mesh knows are those of its base configuration, unless the files bring their own. */
const MANIFESTS = `${ROOT}/deploy/mesh/attributes.yaml`

export async function validateFiles(
  files: readonly ConfigFile[],
  namespace: string,
): Promise<Validation> {
  // Adapters and the compiler of expressions are not worth loading for other commands.
  const [{ BUILTIN_ADAPTERS }, { configFindings }] = await Promise.all([
    import('@flotilla/adapter-builtin'),
    import('@flotilla/dispatch'),
  ])
  const { objects, violations } = checkFiles(files, {
    namespace,
    further: (all) => {
      const hasManifest = all.some((object) => object.kind === 'attributemanifest')
      return configFindings(hasManifest ? all : [...all, ...baseManifests()], BUILTIN_ADAPTERS)
    },
  })
  return { objects: objects.length, parsed: objects, violations }
}

/**
 * Refuses, before a mesh starts, what its start would refuse when it applies `given` on top of `base`. Warnings are left to
 * that. With `hasStore`, objects of an earlier run may be what a reference means: only galley knows.
 */
export async function refuseInvalid(
  given: readonly ConfigFile[],
  base: readonly ConfigFile[],
  hasStore: boolean,
): Promise<void> {
  if (given.length === 0) return
  const alone = await validateFiles(given, 'default')
  const { violations } = await validateFiles([...base, ...given], 'default')
  const errors = violations.filter(
    (one) => one.severity === 'error' && !(hasStore && one.code === 'FLT_CONFIG_REFERENCE'),
  )
  if (errors.length > 0) throw new RefusedError(errors)
  if (alone.objects === 0 && alone.violations.length === 0) throw noObject(given)
}

/** The error of files that hold nothing to apply. */
export function noObject(files: readonly ConfigFile[]): FlotillaError {
  const names = files.map(({ name }) => name).join(', ')
  return new FlotillaError('FLT_CONFIG_INVALID', `no object in ${names}`)
}

function baseManifests() {
  return readFiles([MANIFESTS]).flatMap(({ name, text }) => parseDocuments(name, text).objects)
}

/** Offline validation: the rules that galley applies, over files, references looked up within them. */
import { checkFiles, parseDocuments } from '@flotilla/model'
import { type ConfigFile, type ConfigViolation, readConfig } from './mesh/galley.ts'
import { ROOT } from './mesh/layout.ts'

export interface Validation {
  /** Objects in the files. */
  readonly objects: number
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
  return { objects: objects.length, violations }
}

function baseManifests() {
  return readConfig([MANIFESTS]).flatMap(({ name, text }) => parseDocuments(name, text).objects)
}

/** The mesh settings that a flag of pilot names. */
import { readFileSync } from 'node:fs'
import { FlotillaError } from '@flotilla/errors'
import { type MeshConfig, parseMeshConfig } from '@flotilla/model'

/** The mesh settings of a file. Throws FLT_CONFIG_INVALID with the first mistake in it. */
export function readMeshFile(file: string | null): MeshConfig | null {
  if (file === null) return null
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new FlotillaError('FLT_CONFIG_INVALID', `cannot read the mesh settings ${file}`, {
      cause,
    })
  }
  const { config, violations } = parseMeshConfig(file, text)
  const error = violations.find((one) => one.severity === 'error')
  if (error === undefined) return config
  const { line, column, path, message } = error
  throw new FlotillaError('FLT_CONFIG_INVALID', `${file}:${line}:${column}: ${path}: ${message}`)
}

/** Files that pilot's flags name: the join token and the mesh settings. */
import { readFileSync } from 'node:fs'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'
import { type MeshConfig, parseMeshConfig } from '@flotilla/model'

/** Text of the join token file, or null where there is none (any more): a kept certificate may do. */
export function readJoinToken(file: string | null): string | null {
  if (file === null) return null
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return null
    throw error
  }
}

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

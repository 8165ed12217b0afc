/** The configuration files of a folder, below links too, in a stable order. */
import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemCodeOf } from '@flotilla/errors'

export interface ListedFile {
  /** Path below the folder; files are in the order of it. */
  readonly name: string
  /** Changes when the content may have. */
  readonly signature: string
}

/** Files beyond this are not read. Listed in docs/limits.md. */
export const MAX_FILES = 10_000

/** Every `.yaml` and `.yml` below; hidden names are left out, since ConfigMaps keep their own copies in them. Throws where the folder itself cannot be read. */
export function listFolder(dir: string): ListedFile[] {
  const files: ListedFile[] = []
  walk(dir, '', new Set(), files)
  return files.sort((a, b) => (a.name < b.name ? -1 : 1)).slice(0, MAX_FILES)
}

function walk(dir: string, below: string, above: ReadonlySet<string>, files: ListedFile[]): void {
  const real = realpathSync(join(dir, below))
  // A link to a folder above would go round for ever.
  if (above.has(real)) return
  const path = new Set([...above, real])
  for (const name of readdirSync(real)) {
    if (name.startsWith('.')) continue
    const inner = below === '' ? name : `${below}/${name}`
    const stat = statOrNull(join(dir, inner))
    if (stat?.isDirectory() === true) walk(dir, inner, path, files)
    else if (stat?.isFile() === true && /\.ya?ml$/.test(name))
      files.push({ name: inner, signature: `${stat.ino} ${stat.size} ${stat.mtimeMs}` })
  }
}

/** Null for what goes away while it is looked at, and for links that lead nowhere. */
function statOrNull(path: string): ReturnType<typeof statSync> | null {
  try {
    return statSync(path)
  } catch (error) {
    const code = systemCodeOf(error)
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'EACCES') return null
    throw error
  }
}

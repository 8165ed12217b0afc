/** What the tools know of the workspace: its packages, their layers, and their source files. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = dirname(dirname(fileURLToPath(import.meta.url)))

export interface WorkspacePackage {
  readonly name: string
  readonly dir: string
  readonly layer: number | 'adapter' | 'builtin' | 'app' | 'e2e'
  readonly dependencies: ReadonlySet<string>
  /** What only its tests need. */
  readonly devDependencies: ReadonlySet<string>
}

/** All workspace packages, sorted by folder. */
export function workspacePackages(): WorkspacePackage[] {
  const root = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const dirs = (root.workspaces as string[]).flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  return dirs
    .filter((dir) => existsSync(join(ROOT, dir, 'package.json')))
    .sort()
    .map((dir) => {
      const manifest = JSON.parse(readFileSync(join(ROOT, dir, 'package.json'), 'utf8'))
      const tag = (manifest.nx?.tags as string[] | undefined)
        ?.find((t) => t.startsWith('layer:'))
        ?.slice(6)
      if (tag === undefined) throw new Error(`${dir}/package.json has no layer tag`)
      const layer = /^\d$/.test(tag) ? Number(tag) : (tag as 'adapter' | 'builtin' | 'app' | 'e2e')
      return {
        name: manifest.name,
        dir: join(ROOT, dir),
        layer,
        dependencies: new Set(Object.keys(manifest.dependencies ?? {})),
        devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
      }
    })
}

/** The TypeScript files of a package, without its nested packages. */
export function sourceFiles(dir: string): string[] {
  return globSync('**/*.ts', { cwd: dir, exclude: ['**/node_modules/**'] }).map((file) =>
    join(dir, file),
  )
}

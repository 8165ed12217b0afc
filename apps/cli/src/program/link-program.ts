/** Links a program of this repository into few files with esbuild; packages from outside stay where they are. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'

/**
 * Writes the program as `main.mjs` and, for what `import()` asks for, parts beside it, with the names of its functions but
 * without comments and types. In one file esbuild would have to put each module into a function that runs later, whose
 * constants V8 cannot know.
 * @param entry relative to the root. @param folder absolute. @returns what was read, relative to the root.
 */
export function linkProgram(root: string, entry: string, folder: string): readonly string[] {
  // Needed only when something changed, so no other command waits for it to load.
  const esbuild = createRequire(import.meta.url)('esbuild') as typeof import('esbuild')
  const { metafile } = esbuild.buildSync({
    absWorkingDir: root,
    entryPoints: { main: entry },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'part-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    external: outsidePackages(root),
    // One byte a character in memory.
    charset: 'ascii',
    minifyWhitespace: true,
    lineLimit: 200, // so that a place in a stack trace can be found
    legalComments: 'none',
    logLevel: 'silent',
    metafile: true,
  })
  return Object.keys(metafile.inputs).map((path) => relative(root, resolve(root, path)))
}

/** What the lockfile knows that is not a workspace of ours. */
function outsidePackages(root: string): string[] {
  const file = join(root, 'package-lock.json')
  if (!existsSync(file)) return []
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
    packages: Record<string, { link?: boolean }>
  } // npm's own format
  const prefix = 'node_modules/'
  return Object.entries(packages)
    .filter(([path, { link }]) => path.startsWith(prefix) && link !== true)
    .map(([path]) => path.slice(path.lastIndexOf(prefix) + prefix.length))
}

/** npm run gen: writes every generated file; `checkGenerated` says whether the committed ones are what it would write. */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { GENERATED_DIR, generateProto } from './gen-proto.ts'
import { ROOT } from './workspace.ts'

export interface Difference {
  readonly path: string
  readonly what: 'missing' | 'outdated' | 'no longer generated'
}

/** True when every generated file in the tree equals what the generators write now; names the ones that differ. */
export function checkGenerated(): boolean {
  const found = differences(generateProto())
  for (const { path, what } of found) process.stdout.write(`${path}: ${what}; run npm run gen\n`)
  return found.length === 0
}

function writeGenerated(): void {
  const files = generateProto()
  const found = differences(files)
  for (const { path, what } of found) {
    const target = join(ROOT, path)
    const text = files.get(path)
    if (text === undefined) rmSync(target)
    else {
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
    }
    process.stdout.write(`${path}: ${what === 'no longer generated' ? 'removed' : 'written'}\n`)
  }
  process.stdout.write(`${files.size} generated files, ${found.length} changed\n`)
}

export function differences(files: ReadonlyMap<string, string>): Difference[] {
  const found: Difference[] = []
  for (const [path, text] of files) {
    const target = join(ROOT, path)
    if (!existsSync(target)) found.push({ path, what: 'missing' })
    else if (readFileSync(target, 'utf8') !== text) found.push({ path, what: 'outdated' })
  }
  for (const file of globSync('**/*', { cwd: join(ROOT, GENERATED_DIR), withFileTypes: true })) {
    if (!file.isFile()) continue
    const path = join(file.parentPath, file.name).slice(ROOT.length + 1)
    if (!files.has(path)) found.push({ path, what: 'no longer generated' })
  }
  return found
}

if (import.meta.main) writeGenerated()

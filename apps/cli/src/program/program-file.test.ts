/** The proxy's own program links, and is linked again when a source changed. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { ROOT } from '../mesh/layout.ts'
import { type ProgramPlace, programFile, proxyPlace } from './program-file.ts'

test('the linked proxy does what its flags say', (t) => {
  // Packages from outside are found from where the file lies.
  const cache = mkdtempSync(join(ROOT, 'node_modules', '.cache', 'linked-'))
  t.after(() => rmSync(cache, { recursive: true }))
  const place = { ...proxyPlace(ROOT), cache }
  const file = programFile(place)
  assert.equal(file, join(place.cache, 'main.mjs'))
  const help = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' })
  assert.match(help.stdout, /--config-path <file>/)
  assert.equal(help.status, 0)
  // What only a bundle of Mixer's needs lies in a part that nothing else reads.
  const marked = readdirSync(place.cache).filter((name) =>
    readFileSync(join(place.cache, name), 'utf8').includes('function compileSnapshot('),
  )
  assert.equal(marked.length, 1)
  const read = readStatically(place.cache, 'main.mjs')
  assert.ok(!read.has(marked[0] ?? ''), [...read].join(' '))
})

/** The parts that are read with a part, itself included. */
function readStatically(folder: string, name: string, read: Set<string> = new Set()): Set<string> {
  if (read.has(name)) return read
  read.add(name)
  const text = readFileSync(join(folder, name), 'utf8')
  for (const [, part] of text.matchAll(/(?:from|import)"\.\/(part-[A-Z0-9]+\.mjs)"/g))
    readStatically(folder, part ?? '', read)
  return read
}

function smallTree(dir: string, source: string): ProgramPlace {
  cpSync(join(ROOT, 'package-lock.json'), join(dir, 'package-lock.json'))
  mkdirSync(join(dir, 'src'))
  writeFileSync(join(dir, 'src', 'main.ts'), source)
  for (const file of ['package-lock.json', 'src/main.ts']) utimesSync(join(dir, file), 1, 1)
  return { root: dir, entry: 'src/main.ts', cache: join(dir, 'cache') }
}

test('it is linked once, and again when a source changed', (t) => {
  const place = smallTree(tempDir(t), 'process.stdout.write(String(1 as number))\n')
  const file = programFile(place)
  const first = statSync(file).mtimeMs
  assert.equal(programFile(place), file)
  assert.equal(statSync(file).mtimeMs, first)
  writeFileSync(join(place.root, 'src', 'main.ts'), "process.stdout.write('two')\n")
  assert.equal(spawnSync(process.execPath, [programFile(place)]).stdout.toString(), 'two')
})

test('what cannot be linked starts from its source', (t) => {
  t.mock.method(process.stderr, 'write', () => true)
  const place = smallTree(tempDir(t), "import './missing.ts'\n")
  assert.equal(programFile(place), join(place.root, 'src', 'main.ts'))
})

test('while another command links it, it starts from its source', (t) => {
  const place = smallTree(tempDir(t), 'process.stdout.write(String(1))\n')
  mkdirSync(join(place.cache, 'lock'), { recursive: true })
  assert.equal(programFile(place), join(place.root, 'src', 'main.ts'))
})

/** The proxy's own program links, and is linked again when a source changed. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import { ROOT } from '../mesh/layout.ts'
import { type ProgramPlace, programFile, proxyPlace } from './program-file.ts'

test('the linked proxy does what its flags say', (t) => {
  const place = { ...proxyPlace(ROOT), cache: tempDir(t) }
  const file = programFile(place)
  assert.equal(file, join(place.cache, 'main.mjs'))
  const help = spawnSync(process.execPath, [file, '--help'], { encoding: 'utf8' })
  assert.match(help.stdout, /--config-path <file>/)
  assert.equal(help.status, 0)
})

function smallTree(dir: string, source: string): ProgramPlace {
  for (const file of [
    'package.json',
    'package-lock.json',
    'tsconfig.base.json',
    'apps/cli/src/program',
  ])
    cpSync(join(ROOT, file), join(dir, file), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'))
  mkdirSync(join(dir, 'src'))
  writeFileSync(join(dir, 'src', 'main.ts'), source)
  utimesSync(join(dir, 'src', 'main.ts'), 1, 1)
  return { root: dir, include: ['src/*.ts'], entry: 'src/main.ts', cache: join(dir, 'cache') }
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
  const place = smallTree(tempDir(t), 'export default 1\n')
  assert.equal(programFile(place), join(place.root, 'src', 'main.ts'))
})

test('while another command links it, it starts from its source', (t) => {
  const place = smallTree(tempDir(t), 'process.stdout.write(String(1))\n')
  mkdirSync(join(place.cache, 'lock'), { recursive: true })
  assert.equal(programFile(place), join(place.root, 'src', 'main.ts'))
})

/** The boundary check sees every import, however it is written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importsOf } from './check-boundaries.ts'

const CASES: Readonly<Record<string, readonly [source: string, found: readonly string[]]>> = {
  'static imports, one line or many': [
    "import { a } from '@flotilla/a'\nimport type {\n  B,\n} from '@flotilla/b'\nimport 'node:c'\nexport { d } from './d.ts'\n",
    ['@flotilla/a', '@flotilla/b', 'node:c', './d.ts'],
  ],
  'a dynamic import on one line': ["await import('@flotilla/a')", ['@flotilla/a']],
  'a dynamic import over lines': ["await import(\n  '@flotilla/a'\n)", ['@flotilla/a']],
  'a dynamic import with a comma behind': ["import(\n  '@flotilla/a',\n)", ['@flotilla/a']],
  'a dynamic import with a remark or attributes': [
    "import(/* late */ '@flotilla/a')\nimport('./b.json', { with: { type: 'json' } })",
    ['@flotilla/a', './b.json'],
  ],
  'a type of another module': ["type A = import('@flotilla/a').A", ['@flotilla/a']],
  'what only looks like one': ["const important = ('@flotilla/a')\nreimport('@flotilla/b')", []],
}

for (const [name, [source, found]] of Object.entries(CASES)) {
  test(name, () => assert.deepEqual(importsOf(source), found))
}

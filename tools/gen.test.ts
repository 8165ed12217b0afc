/** The generators: deterministic, the committed files are theirs, and mistakes in the lists are named. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from './gen.ts'
import { generateProto } from './gen-proto.ts'

test('what is committed is what would be generated', () => {
  assert.deepEqual(differences(generateProto()), [])
})

test('a file that differs, is missing or is not generated any more is named', () => {
  const files = generateProto()
  const [first = '', second = ''] = files.keys()
  files.set(first, `${files.get(first)}\n`)
  files.delete(second)
  files.set('libs/proto/src/generated/none.ts', '')
  assert.deepEqual(
    differences(files).map(({ path, what }) => `${path} ${what}`),
    [
      `${first} outdated`,
      'libs/proto/src/generated/none.ts missing',
      `${second} no longer generated`,
    ],
  )
})

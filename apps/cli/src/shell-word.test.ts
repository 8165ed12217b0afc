/** What a shell makes of a printed word is the text again. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { shellWord } from './shell-word.ts'

test('a path that needs no quotes is printed as it is', () => {
  assert.equal(shellWord('/tmp/second-mesh_1.2'), '/tmp/second-mesh_1.2')
})

const WORDS = ['/tmp/my mesh', "it's", '$HOME/`id`', 'a"b\\c', '', '~/x', 'täglich', '*?;&|#!']
for (const word of WORDS) {
  test(`a shell reads ${JSON.stringify(word)} as it was`, () => {
    const script = `printf %s ${shellWord(word)}`
    assert.equal(execFileSync('sh', ['-c', script], { encoding: 'utf8' }), word)
  })
}

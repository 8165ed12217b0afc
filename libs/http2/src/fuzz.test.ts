/** A fixed-seed pass of the fuzzer, so that it keeps working and what it found stays fixed. */
import { test } from 'node:test'
import { corpus, mutations, readBytes } from '../fuzz/connection.fuzz.ts'

test('mutated connections are read or refused', () => {
  const seeds = corpus()
  for (const [i, bytes] of seeds.entries()) readBytes(bytes, i + 1)
  let run = 0
  for (const bytes of mutations(seeds, 7, 2000)) readBytes(bytes, ++run)
})

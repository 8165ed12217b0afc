/** `-f -` reads standard input to its end, however late what is there comes. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const FIRST = 'apiVersion: networking.istio.io/v1alpha3\nkind: Gateway\n'
const REST = 'metadata: {name: g}\nspec: {slector: {a: b}}\n'
/** Longer than the command takes to begin to read: that it waits is what is tested, and nothing outside shows when it does. */
const PAUSE_MS = 1_000

test('standard input that comes late and in pieces is read whole', async () => {
  const child = spawn(process.execPath, [MAIN, 'validate', '-f', '-'])
  const said = text(child.stderr)
  await pause()
  child.stdin.write(FIRST)
  await pause()
  child.stdin.end(REST)
  assert.match(await said, /^<stdin>:4:\d+: error: spec\.slector/m)
})

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
}

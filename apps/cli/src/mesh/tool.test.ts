/** A tool runs to its end although Ctrl-C reaches the group of whoever started it, at whatever moment. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import process from 'node:process'
import { test } from 'node:test'

const RUNS = 200
const PAUSE_MS = 2
/** Runs a tool again and again and lives through SIGINT, as `up` does while it removes what it made; ends when told. */
const PROGRAM = `
import { runTool } from ${JSON.stringify(new URL('./tool.ts', import.meta.url).href)}
process.on('SIGINT', () => undefined)
console.log('begun')
let whole = 0
for (let i = 0; i < ${RUNS}; i++) if (await runTool('echo', ['whole']) === 'whole\\n') whole++
console.log('whole: ' + whole)
process.stdin.resume()
`

test('no moment of Ctrl-C cuts a tool', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { detached: true })
  assert.ok(child.pid)
  const group = -child.pid
  let said = ''
  let interrupts: NodeJS.Timeout | undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    interrupts ??= setInterval(() => process.kill(group, 'SIGINT'), PAUSE_MS)
    if (!said.includes('whole')) return
    clearInterval(interrupts)
    child.stdin.end()
  })
  await new Promise((settle, reject) => {
    child.on('error', reject)
    child.on('close', settle)
  })
  clearInterval(interrupts)
  assert.equal(said, `begun\nwhole: ${RUNS}\n`)
})

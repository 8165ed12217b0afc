/** What .ci/run does: check, test and the short e2e suite one after the other, then the summed closing line. */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { ROOT } from './workspace.ts'

const STEPS: readonly (readonly string[])[] = [
  ['run', 'check'],
  ['test'],
  ['run', 'e2e', '--', 'ci'],
]
const CLOSING = /(\d+) passed, (\d+) failed/g

interface Outcome {
  readonly passed: number
  readonly failed: number
}

/** Runs one npm script, shows its output as it comes, and reads its last closing line. A script without one counts as a failure. */
function step(args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn('npm', [...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
    let tail = ''
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      tail = (tail + chunk.toString('utf8')).slice(-4096)
    })
    child.on('error', () => resolve({ passed: 0, failed: 1 }))
    child.on('close', (code) => {
      const closing = [...tail.matchAll(CLOSING)].at(-1)
      const passed = Number(closing?.[1] ?? 0)
      const failed = Number(closing?.[2] ?? 0)
      resolve({ passed, failed: code === 0 && passed > 0 ? failed : Math.max(failed, 1) })
    })
  })
}

let passed = 0
let failed = 0
for (const args of STEPS) {
  const startedAt = performance.now()
  const outcome = await step(args)
  process.stdout.write(
    `\nnpm ${args.join(' ')}: ${outcome.passed} passed, ${outcome.failed} failed, ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n\n`,
  )
  passed += outcome.passed
  failed += outcome.failed
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

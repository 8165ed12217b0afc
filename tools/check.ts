/** npm run check: format, lint, boundaries, types and generated files; prints one line a step and fails on the first finding of any. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { checkBoundaries } from './check-boundaries.ts'
import { checkGenerated } from './gen.ts'
import { ROOT } from './workspace.ts'

interface Step {
  readonly name: string
  readonly run: () => boolean
}

const bin = (name: string): string => join(ROOT, 'node_modules', '.bin', name)

function command(file: string, args: string[]): boolean {
  return spawnSync(file, args, { cwd: ROOT, stdio: 'inherit' }).status === 0
}

const STEPS: readonly Step[] = [
  {
    name: 'format and lint',
    run: () => command(bin('biome'), ['check', '--error-on-warnings', '--max-diagnostics=40', '.']),
  },
  { name: 'boundaries', run: boundaries },
  { name: 'types', run: () => command(bin('tsc'), ['-p', 'tsconfig.json']) },
  { name: 'generated files', run: checkGenerated },
]

function boundaries(): boolean {
  const violations = checkBoundaries()
  for (const { file, message } of violations) process.stdout.write(`${file}: ${message}\n`)
  return violations.length === 0
}

let failed = 0
for (const step of STEPS) {
  const startedAt = performance.now()
  const ok = step.run()
  if (!ok) failed++
  process.stdout.write(
    `${ok ? 'ok  ' : 'FAIL'} ${step.name} (${Math.round(performance.now() - startedAt)} ms)\n`,
  )
}
process.stdout.write(`check: ${STEPS.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

/** npm test [PATH...]: runs the test files under the given paths (default: all packages) with node:test on two cores. */
import { globSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { ROOT } from './workspace.ts'

const TEST_TIMEOUT_MS = 120_000

const paths = process.argv.slice(2).filter((a) => !a.startsWith('-'))
const roots =
  paths.length > 0
    ? paths.map((p) => resolve(p))
    : ['apps', 'libs', 'tools', 'samples'].map((d) => join(ROOT, d))
const files = roots
  .flatMap((path) =>
    statSync(path).isDirectory()
      ? globSync('**/*.test.ts', { cwd: path, exclude: ['**/node_modules/**'] }).map((f) =>
          join(path, f),
        )
      : [path],
  )
  .sort()

let passed = 0
let failed = 0
if (files.length === 0 && paths.length === 0) {
  process.stderr.write('no test files found\n')
  process.exitCode = 1
} else if (files.length === 0) {
  process.stdout.write(`${paths.join(' ')}: no test files\n`)
} else {
  const stream = run({
    files,
    concurrency: 2,
    timeout: TEST_TIMEOUT_MS,
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      '--import',
      join(ROOT, 'tools', 'test-file-limit.ts'),
    ],
  })
  stream.on('test:pass', (event) => {
    if (event.details.type !== 'suite') passed++
  })
  stream.on('test:fail', (event) => {
    if (event.details.type !== 'suite') failed++
    process.exitCode = 1
  })
  stream.on('end', () => {
    if (passed === 0) process.exitCode = 1
    process.stdout.write(
      `${files.length} files under ${roots.map((r) => relative(ROOT, r) || '.').join(', ')}\n`,
    )
    process.stdout.write(`${passed} passed, ${failed} failed\n`)
  })
  stream.compose(spec).pipe(process.stdout)
}

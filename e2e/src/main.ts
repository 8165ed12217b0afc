/** npm run e2e -- SUITE: runs named suites of whole-mesh scenarios and prints `N passed, N failed`. */
import process from 'node:process'
import { runSuite } from './runner.ts'
import { SUITES } from './suites.ts'

const [name, ...only] = process.argv.slice(2)
const suite = name === undefined ? undefined : SUITES[name]
if (suite === undefined) {
  process.stderr.write('usage: npm run e2e -- SUITE [NAME-PART...]\n\nsuites:\n')
  for (const [key, one] of Object.entries(SUITES))
    process.stderr.write(`  ${key.padEnd(12)} ${one.about}\n`)
  process.stderr.write('\nExample: npm run e2e -- ci\n')
  process.exitCode = 2
} else {
  const outcome = await runSuite(suite, only)
  process.stdout.write(`${outcome.passed} passed, ${outcome.failed} failed\n`)
  process.exitCode = outcome.failed === 0 && outcome.passed > 0 ? 0 : 1
}

/** npm run e2e -- SUITE: runs named suites of whole-mesh scenarios and prints `N passed, N failed`. */
import process from 'node:process'
import { clients } from '../clients/command.ts'
import { differential } from '../differential/command.ts'
import { smuggling } from '../smuggling/command.ts'
import { soak } from '../soak/command.ts'
import { runSuite } from './runner.ts'
import { SUITES } from './suites.ts'

/** Suites with options and output of their own; each yields the exit code. */
const COMMANDS: Readonly<
  Record<string, { about: string; run: (args: readonly string[]) => Promise<number> }>
> = {
  differential: {
    about: 'Envoy and ours on the same bootstraps: [FILTER...] [-o json]',
    run: differential,
  },
  clients: {
    about: 'real clients and servers through ours: [FILTER...]',
    run: clients,
  },
  soak: {
    about: 'mixed load on one proxy for [MINUTES=10]: nothing grows, leaks or fails; [--write]',
    run: soak,
  },
  smuggling: {
    about: 'malformed HTTP/1 through ours to nginx, HAProxy and Node: [FILTER...]',
    run: smuggling,
  },
}

const [name, ...only] = process.argv.slice(2)
const suite = name === undefined ? undefined : SUITES[name]
const command = name === undefined ? undefined : COMMANDS[name]
if (command !== undefined) process.exitCode = await command.run(only)
else if (suite === undefined) {
  process.stderr.write('usage: npm run e2e -- SUITE [NAME-PART...]\n\nsuites:\n')
  for (const [key, one] of Object.entries(SUITES))
    process.stderr.write(`  ${key.padEnd(12)} ${one.about}\n`)
  for (const [key, one] of Object.entries(COMMANDS))
    process.stderr.write(`  ${key.padEnd(12)} ${one.about}\n`)
  process.stderr.write('\nExample: npm run e2e -- ci\n')
  process.exitCode = 2
} else {
  const outcome = await runSuite(suite, only)
  process.stdout.write(`${outcome.passed} passed, ${outcome.failed} failed\n`)
  process.exitCode = outcome.failed === 0 && outcome.passed > 0 ? 0 : 1
}

/** The command line: `flotilla COMMAND`. Exit codes: 0 done, 1 failed, 2 wrong usage. */
import process from 'node:process'
import { codeOf, systemCodeOf } from '@flotilla/errors'
import { Command, CommanderError } from 'commander'
import { addAdapter } from './commands/adapter.ts'
import { addAnalyze } from './commands/analyze.ts'
import { addConfig } from './commands/config.ts'
import { addDown } from './commands/down.ts'
import { addExpr } from './commands/expr.ts'
import { addMixerTools } from './commands/mixer.ts'
import { addParts } from './commands/parts.ts'
import { addPolicy } from './commands/policy.ts'
import { addRun } from './commands/run.ts'
import { addStatus } from './commands/status.ts'
import { addUp } from './commands/up.ts'
import { printError } from './output.ts'

const program = new Command('flotilla')
  .description('A service mesh that starts in a minute, explains itself and changes safely.')
  .showHelpAfterError('(flotilla COMMAND --help shows options and an example)')
  .enablePositionalOptions()
  .exitOverride()
  .addHelpText('after', '\nExamples:\n  npm run up\n  npx flotilla status\n  npx flotilla down')

addUp(program)
addDown(program)
addStatus(program)
addRun(program)
addConfig(program)
addAnalyze(program)
addAdapter(program)
addParts(program)
addMixerTools(program)
addExpr(program)
addPolicy(program)

// Whoever reads the output may stop early: `flotilla status | head -1`.
process.stdout.on('error', (error) => {
  if (systemCodeOf(error) !== 'EPIPE') throw error
})

try {
  await program.parseAsync(process.argv)
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    printError(error)
    process.exitCode = codeOf(error) === 'FLT_USAGE' ? 2 : 1
  }
}

/** Starts pilot, prints its addresses when it is ready, and ends it in order on a signal. */
import process from 'node:process'
import { codeOf, messageOf } from '@flotilla/errors'
import { scope, setLogLevel } from '@flotilla/log'
import { systemClock } from '@flotilla/time'
import { type ParsedFlags, parseFlags } from './config.ts'
import { Pilot } from './wire.ts'

const log = scope('pilot')
const EXIT_FAILED = 1
const EXIT_USAGE = 2

// Keys are nobody else's, from the first moment of each file.
process.umask(0o077)

async function main(): Promise<void> {
  const flags = readFlags()
  if (flags.kind === 'exit') process.exit(flags.code)
  setLogLevel(flags.config.logLevel)
  const pilot = new Pilot(flags.config, systemClock)
  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    pilot.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error, EXIT_FAILED),
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
  const addresses = await pilot.start()
  process.stdout.write(`${JSON.stringify({ event: 'ready', kind: 'pilot', addresses })}\n`)
}

function readFlags(): ParsedFlags {
  try {
    return parseFlags(process.argv.slice(2))
  } catch (error) {
    return fail(error, EXIT_USAGE)
  }
}

/** One sentence for the person at the terminal; what is not ours also goes to the log. */
function fail(error: unknown, exitCode: number): never {
  if (codeOf(error) === null) log.error('pilot failed', { error })
  process.stderr.write(`pilot: ${messageOf(error)}\n`)
  process.exit(exitCode)
}

await main().catch((error: unknown) => fail(error, EXIT_FAILED))

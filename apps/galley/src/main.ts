/** galley: takes configuration, validates it, keeps every version, and hands it to pilot and mixer. */
import process from 'node:process'
import { codeOf, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { systemClock } from '@flotilla/time'
import { parseConfig } from './config.ts'
import { startGalley } from './wire.ts'

const log = scope('galley')
const config = parseConfig(process.argv.slice(2))

try {
  const galley = await startGalley(config, systemClock)
  const stop = (): void => {
    galley.close().then(
      () => process.exit(0),
      (error) => {
        log.error('stopping failed', { error })
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.stdout.write(
    `${JSON.stringify({ event: 'ready', kind: 'galley', addresses: galley.addresses })}\n`,
  )
} catch (error) {
  process.stderr.write(
    `galley: ${messageOf(error)}${codeOf(error) === null ? '' : ` [${codeOf(error)}]`}\n`,
  )
  process.exit(1)
}

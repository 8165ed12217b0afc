/** mixer: answers policy checks and takes telemetry reports. */
import process from 'node:process'
import { codeOf, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { systemClock } from '@flotilla/time'
import { parseConfig } from './config.ts'
import { startMixer } from './wire.ts'

const log = scope('mixer')
const config = parseConfig(process.argv.slice(2))

try {
  const { stdout, stderr } = process
  const mixer = await startMixer(config, { clock: systemClock, stdout, stderr })
  const stop = (): void => {
    mixer.close().then(
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
    `${JSON.stringify({ event: 'ready', kind: 'mixer', addresses: mixer.addresses })}\n`,
  )
} catch (error) {
  process.stderr.write(
    `mixer: ${messageOf(error)}${codeOf(error) === null ? '' : ` [${codeOf(error)}]`}\n`,
  )
  process.exit(1)
}

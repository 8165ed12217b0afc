/** mixer: answers policy checks and takes telemetry reports. */
import process from 'node:process'
import { runProgram } from '@flotilla/part'
import { systemClock } from '@flotilla/time'
import { parseConfig } from './config.ts'
import { Mixer } from './wire.ts'

const { stdout, stderr } = process

await runProgram({
  kind: 'mixer',
  parse: parseConfig,
  build: (config) => new Mixer(config, { clock: systemClock, stdout, stderr }),
})

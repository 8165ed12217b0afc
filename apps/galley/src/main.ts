/** galley: takes configuration, validates it, keeps every version, and hands it to pilot and mixer. */
import { runProgram } from '@flotilla/part'
import { systemClock } from '@flotilla/time'
import { parseConfig } from './config.ts'
import { Galley } from './wire.ts'

await runProgram({
  kind: 'galley',
  parse: parseConfig,
  build: (config) => new Galley(config, systemClock),
})

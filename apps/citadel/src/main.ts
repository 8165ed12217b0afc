/** citadel: issues certificates to authenticated callers. */
import { runProgram } from '@flotilla/part'
import { systemClock } from '@flotilla/time'
import { parseConfig } from './config.ts'
import { Citadel } from './wire.ts'

await runProgram({
  kind: 'citadel',
  parse: parseConfig,
  build: (config) => new Citadel(config, systemClock),
})

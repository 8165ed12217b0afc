/** pilot: turns configuration and workloads into xDS and serves it to proxies. */
import { runProgram } from '@flotilla/part'
import { systemClock } from '@flotilla/time'
import { parseConfig } from './config.ts'
import { Pilot } from './wire.ts'

await runProgram({
  kind: 'pilot',
  parse: parseConfig,
  build: (config) => new Pilot(config, systemClock),
})

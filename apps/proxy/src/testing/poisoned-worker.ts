/** For tests: a worker thread that refuses an update that holds a resource named `poison`, and dies when its health check is to fail. */

import { Serving } from '../workers/serving.ts'
import { Discovery, type Prepared } from '../xds/discovery.ts'

const { prepare } = Discovery.prototype
Discovery.prototype.prepare = function (typeUrl, update, isChosen): Prepared {
  if (update.updated.some(({ name }) => name === 'poison'))
    return { kind: 'nack', message: 'poison: this worker cannot take it' }
  return prepare.call(this, typeUrl, update, isChosen)
}
Serving.prototype.failHealth = () => {
  throw new Error('nobody handles this')
}

await import('../workers/worker-thread.ts')

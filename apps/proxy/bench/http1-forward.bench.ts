/** CPU per request of a connection manager between its own client and origin: `node apps/proxy/bench/http1-forward.bench.ts [seconds]`. */
import process from 'node:process'
import { Harness } from '../src/http/testing/proxy-harness.ts'
import { measureForwarding, startOrigin } from './forward-load.ts'

const seconds = Number(process.argv[2] ?? 3)
const proxy = await Harness.start({ manager: { access_log: [], stream_idle_timeout: '0s' } })
const { port, child } = await startOrigin()
Object.assign(proxy.cluster.hosts[0] ?? {}, { port })
const { cpuUs, userUs, perSecond } = await measureForwarding(proxy.port, seconds)
process.stdout.write(
  `${cpuUs.toFixed(1)} us CPU a request (user ${userUs.toFixed(1)}), ${Math.round(perSecond)} requests a second\n`,
)
child.kill()
await proxy.close()

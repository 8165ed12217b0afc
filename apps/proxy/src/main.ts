/** The proxy: starts from a bootstrap file, serves until told to stop, drains and exits. */
import process from 'node:process'
import { codeOf, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { readBootstrap } from './bootstrap/read-bootstrap.ts'
import { parseConfig } from './config.ts'
import { ProxyProcess } from './wire.ts'

const log = scope('proxy')
const config = parseConfig(process.argv.slice(2))

try {
  const proxy = new ProxyProcess(await readBootstrap(config.bootstrapFile))
  if (config.isValidation) {
    await proxy.validate()
    process.stdout.write(`${config.bootstrapFile}: OK\n`)
    process.exit(0)
  }
  process.on('SIGTERM', () => proxy.stop())
  process.on('SIGINT', () => proxy.stop())
  await proxy.start()
  void proxy.whenReady().then(() => {
    const addresses = { http: proxy.adminAddress, metrics: proxy.adminAddress }
    process.stdout.write(`${JSON.stringify({ event: 'ready', kind: 'proxy', addresses })}\n`)
  })
  await proxy.whenStopped()
  process.exit(0)
} catch (error) {
  const code = codeOf(error)
  if (code === null) log.error('the proxy cannot go on', { error })
  process.stderr.write(`proxy: ${messageOf(error)}${code === null ? '' : ` [${code}]`}\n`)
  process.exit(1)
}

/** The proxy: starts from a bootstrap file, serves until told to stop, drains and exits. */
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { type ProgramPart, runProgram } from '@flotilla/part/run-program'
import { readBootstrap } from './bootstrap/read-bootstrap.ts'
import type { ProxyConfig } from './config.ts'
import { collectGarbage } from './overload/collect-garbage.ts'
import { quickConfig } from './quick-config.ts'
import { ProxyProcess } from './wire.ts'

if (isMainThread) await runProgram({ kind: 'proxy', umask: null, parse, build })
else await import('./workers/worker-thread.ts')

/** commander is loaded for help, for mistakes, and for flags that few use. */
async function parse(args: readonly string[]): Promise<ProxyConfig> {
  return quickConfig(args) ?? (await import('./config.ts')).parseConfig(args)
}

async function build(config: ProxyConfig): Promise<ProgramPart | null> {
  const { hotRestartPath, drain, concurrency } = config
  const proxy = new ProxyProcess(await readBootstrap(config.bootstrapFile), {
    hotRestartPath,
    drain,
    concurrency,
    // The file that this thread was started from, which may be one that everything is linked into.
    workerFile: pathToFileURL(process.argv[1] ?? ''),
  })
  if (config.isValidation) {
    await proxy.validate()
    process.stdout.write(`${config.bootstrapFile}: OK\n`)
    return null
  }
  return {
    start: async () => {
      await proxy.start()
      await proxy.whenReady()
      // What reading the configuration left behind, before there is traffic that would wait.
      collectGarbage()
      return { http: proxy.adminAddress, metrics: proxy.adminAddress }
    },
    close: () => {
      proxy.stop()
      return proxy.whenStopped()
    },
    // Without a certificate, or told to by its admin endpoint.
    whenEnded: () => proxy.whenStopped(),
  }
}

/** Packages of adapters that this Mixer may run: those in its folder, by name. Nobody who applies configuration can name another file. */
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type {
  BackendChannel,
  BackendConnection,
  BackendConnector,
  OutsideClients,
} from '@flotilla/adapter-sdk'
import { MODULE_SCHEME } from '@flotilla/dispatch'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { IsolatedBackend, type IsolateMetrics } from './isolated-backend.ts'

export interface PackageOptions {
  /** Folder of the packages; each is a folder or a link of its adapter's name. */
  readonly folder: string
  readonly outside: Pick<OutsideClients, 'exposition' | 'stdout' | 'stderr'>
  readonly metrics: IsolateMetrics
}

/** Opens `module:NAME` in a thread, and leaves other addresses to the next connector. */
export class PackageConnector implements BackendConnector {
  private readonly options: PackageOptions
  private readonly next: BackendConnector

  constructor(options: PackageOptions, next: BackendConnector) {
    this.options = options
    this.next = next
  }

  open(connection: BackendConnection): BackendChannel {
    const { address, timeoutMs } = connection
    if (!address.startsWith(MODULE_SCHEME)) return this.next.open(connection)
    const name = address.slice(MODULE_SCHEME.length)
    const file = entryOf(this.options.folder, name)
    const { outside, metrics } = this.options
    let page = ''
    const remove = outside.exposition.add(() => page)
    const backend = new IsolatedBackend({
      name,
      file,
      handler: name,
      timeoutMs,
      metrics,
      onPage: (text) => {
        page = text
      },
      onLine: (stream, text) => {
        outside[stream].writeLine(text)
      },
    })
    return {
      call: (path, request, metadata) => backend.call(path, request, metadata),
      close: () => {
        remove()
        backend.close()
      },
    }
  }
}

/** The file that a package's `exports` names. Throws FLT_ADAPTER_CONFIG where there is no such package. */
function entryOf(folder: string, name: string): string {
  try {
    const root = realpathSync(join(folder, name))
    const parsed: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const { exports = './src/index.ts' } = parsed as { readonly exports?: unknown }
    if (typeof exports !== 'string') throw new Error('its "exports" is not one file')
    return join(root, exports)
  } catch (cause) {
    throw new FlotillaError(
      'FLT_ADAPTER_CONFIG',
      `there is no usable package ${name} in ${folder}: ${messageOf(cause)}; flotilla adapter install adds one`,
      { cause },
    )
  }
}

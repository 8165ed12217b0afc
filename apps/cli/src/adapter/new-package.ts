/** Writes a package of an adapter that builds and passes its suite as it is. */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Adapter, type TemplateName, templateOf, Variety } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { ROOT } from '../mesh/layout.ts'
import { packageFiles } from './package-files.ts'

const NAME = /^[a-z][a-z0-9]{1,39}$/

/** @param folder where the package's own folder is made. Returns that folder. Throws FLT_USAGE. */
export async function newPackage(name: string, template: string, folder: string): Promise<string> {
  if (!NAME.test(name))
    throw new FlotillaError(
      'FLT_USAGE',
      `${JSON.stringify(name)} is no name of an adapter: lower-case letters and digits, a letter first`,
    )
  const known = templateOf(template)
  const flavour = known === null ? null : flavourOf(known.variety)
  if (known === null || flavour === null)
    throw new FlotillaError(
      'FLT_USAGE',
      `no package for the template ${template}: there are metric, logentry, tracespan, edge, reportnothing, checknothing, listentry, authorization, apikey and quota`,
    )
  const root = resolve(folder, name)
  if (existsSync(root)) throw new FlotillaError('FLT_USAGE', `${root} is there already`)
  const sdk = join(ROOT, 'libs/adapter-sdk')
  for (const [file, text] of Object.entries(
    packageFiles(name, known.name as TemplateName, flavour, sdk),
  )) {
    const path = join(root, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  linkTools(root)
  const adapter = await loadAdapter(root)
  writeFileSync(join(root, 'schema.json'), `${JSON.stringify(adapter.paramsSchema, null, 2)}\n`)
  return root
}

function flavourOf(variety: Variety): 'report' | 'check' | 'quota' | null {
  if (variety === Variety.report) return 'report'
  if (variety === Variety.check) return 'check'
  return variety === Variety.quota ? 'quota' : null
}

/** What the package needs, linked from this installation: it builds without a package registry. */
function linkTools(root: string): void {
  const links = [
    ['@flotilla/adapter-sdk', 'libs/adapter-sdk'],
    ['@types/node', 'node_modules/@types/node'],
    ['.bin/tsc', 'node_modules/.bin/tsc'],
  ] as const
  for (const [name, target] of links) {
    const path = join(root, 'node_modules', name)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(join(ROOT, target), path)
  }
}

/** The adapter that a package exports. Runs its code. Throws FLT_ADAPTER_CONFIG. */
export async function loadAdapter(root: string): Promise<Adapter> {
  const file = join(root, 'src/index.ts')
  let module: Readonly<Record<string, unknown>>
  try {
    module = await import(pathToFileURL(file).href)
  } catch (cause) {
    throw new FlotillaError('FLT_ADAPTER_CONFIG', `${file} cannot be loaded: ${messageOf(cause)}`, {
      cause,
    })
  }
  const adapter = Object.values(module).find(isAdapter)
  if (adapter === undefined)
    throw new FlotillaError('FLT_ADAPTER_CONFIG', `${file} exports no adapter`)
  return adapter
}

function isAdapter(value: unknown): value is Adapter {
  return typeof value === 'object' && value !== null && 'accept' in value && 'paramsSchema' in value
}

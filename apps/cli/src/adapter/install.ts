/** Puts a package of an adapter into a running mesh: mixer may run it, and galley knows its objects. */
import { createHash } from 'node:crypto'
import {
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { type ApplyResult, type Change, GalleyClient } from '../mesh/galley.ts'
import { layoutOf } from '../mesh/layout.ts'
import { Records } from '../mesh/record.ts'
import { loadAdapter } from './new-package.ts'
import { templateObject } from './objects.ts'
import { paramsDescriptor } from './params-descriptor.ts'

const NAMESPACE = 'istio-system'

export interface Installed {
  readonly name: string
  readonly templates: readonly string[]
  readonly changes: readonly Change[]
}

/** Also takes up changed code: the objects of an adapter change with its sources, and so its handlers are built anew. */
export async function installPackage(folder: string, stateDir: string): Promise<Installed> {
  const root = realpathSync(resolve(folder))
  const adapter = await loadAdapter(root)
  const layout = layoutOf(stateDir)
  new Records(layout).mesh() // says so where none runs
  const link = linkOf(layout.parts, adapter.name)
  rmSync(link, { force: true })
  symlinkSync(root, link)
  const galley = new GalleyClient(layout.sockets)
  const there = new Set(
    (await galley.objects('template', NAMESPACE, null)).map((one) => one.metadata.name),
  )
  const objects = [
    ...adapter.templates
      .filter((name) => !there.has(name))
      .map((name) => templateObject(name, { name, namespace: NAMESPACE, include: [] })),
    {
      apiVersion: 'config.istio.io/v1alpha2',
      kind: 'adapter',
      metadata: { name: adapter.name, namespace: NAMESPACE },
      spec: {
        description: `${adapter.description} (${hashOf(root)})`,
        session_based: true,
        templates: adapter.templates,
        config: paramsDescriptor(adapter.name, adapter.paramsSchema) ?? '',
      },
    },
  ]
  const text = objects.map((one) => stringify(one)).join('---\n')
  const result = await apply(galley, adapter.name, text)
  return { name: adapter.name, templates: adapter.templates, changes: result.changes }
}

/** Takes the package away again; its handlers and rules must be gone before. */
export async function uninstallPackage(name: string, stateDir: string): Promise<void> {
  const layout = layoutOf(stateDir)
  new Records(layout).mesh() // says so where none runs
  await new GalleyClient(layout.sockets).deleteRef('adapter', NAMESPACE, name)
  rmSync(linkOf(layout.parts, name), { force: true })
}

function apply(galley: GalleyClient, name: string, text: string): Promise<ApplyResult> {
  const files = [{ name: `adapter ${name}`, text }]
  return galley.apply(files, NAMESPACE, {
    dryRun: false,
    reason: `flotilla adapter install ${name}`,
  })
}

/** Where mixer looks for packages. */
function linkOf(parts: string, name: string): string {
  const folder = join(parts, 'mixer', 'adapters')
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  return join(folder, name)
}

function hashOf(root: string): string {
  const hash = createHash('sha256')
  for (const name of globSync('src/**/*.ts', { cwd: root }).sort())
    hash.update(name).update(readFileSync(join(root, name)))
  return hash.digest('hex').slice(0, 12)
}

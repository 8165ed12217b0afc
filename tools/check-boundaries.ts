/** Checks the layer rule of the tree: who may import whom, declared dependencies, and no relative import out of a package. */
import { readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { ROOT, sourceFiles, type WorkspacePackage, workspacePackages } from './workspace.ts'

const IMPORT =
  /^\s*(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\(\s*(?:\/\*[^*]*\*\/\s*)?'([^']+)'\s*[,)]/gm
const CLIENTS_KEPT_OUT_OF_ADAPTERS = new Set([
  'ioredis',
  'nats',
  '@kubernetes/client-node',
  '@grpc/grpc-js',
])

export interface Violation {
  readonly file: string
  readonly message: string
}

/** What a source imports, statically or not, in whatever layout; one entry per import. */
export function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

/** Every violation of the layer rule in the working tree, sorted by file. */
export function checkBoundaries(): Violation[] {
  const packages = workspacePackages()
  const byName = new Map(packages.map((p) => [p.name, p]))
  const violations: Violation[] = []
  const rootDev = new Set(
    Object.keys(JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')).devDependencies),
  )
  for (const pkg of packages) {
    for (const file of sourceFiles(pkg.dir)) {
      const isTest = /\.(test|bench|fuzz)\.ts$|\/(bench|fuzz|testdata|testing|conformance)\//.test(
        file,
      )
      const report = (message: string): void => {
        violations.push({ file: relative(ROOT, file), message })
      }
      for (const target of importsOf(readFileSync(file, 'utf8'))) {
        if (target.startsWith('node:')) continue
        if (target.startsWith('.')) {
          const landed = resolve(dirname(file), target)
          if (!landed.startsWith(`${pkg.dir}/`)) report(`${target} leaves the package ${pkg.name}`)
          continue
        }
        const name = target
          .split('/')
          .slice(0, target.startsWith('@') ? 2 : 1)
          .join('/')
        const sister = byName.get(name)
        if (!sister) {
          if (!declares(pkg, name, isTest) && !(isTest && rootDev.has(name)))
            report(`${name} is not declared in ${pkg.name}`)
          if (pkg.layer === 'adapter' && CLIENTS_KEPT_OUT_OF_ADAPTERS.has(name))
            report(`an adapter is handed its clients, it does not import ${name}`)
          continue
        }
        if (!declares(pkg, name, isTest) && sister !== pkg)
          report(`${name} is not declared in ${pkg.name}`)
        if (!mayImport(pkg.layer, sister.layer, isTest))
          report(`layer ${pkg.layer} may not import ${name} (layer ${sister.layer})`)
      }
    }
  }
  for (const circle of circles(packages))
    violations.push({ file: circle, message: 'packages depend on each other in a circle' })
  return violations.sort((a, b) => (a.file < b.file ? -1 : 1))
}

/** `builtin` is the list of our own adapters: it imports them, and apps import it. */
type Layer = WorkspacePackage['layer']

/** What a package's tests need may stand under devDependencies; a circle there is none of the code's. */
function declares(pkg: WorkspacePackage, name: string, isTest: boolean): boolean {
  return pkg.dependencies.has(name) || (isTest && pkg.devDependencies.has(name))
}

function mayImport(from: Layer, to: Layer, isTest: boolean): boolean {
  if (to === 'app' || to === 'e2e') return false
  if (to === 4) return isTest || from === 4 || from === 'e2e'
  if (from === 'app' || from === 'e2e') return true
  if (to === 'builtin') return false
  if (to === 'adapter') return from === 'builtin'
  if (from === 'adapter' || from === 'builtin') return to <= 2
  return to <= from
}

function circles(packages: ReturnType<typeof workspacePackages>): string[] {
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const byName = new Map(packages.map((p) => [p.name, p]))
  const visit = (name: string, path: string[]): void => {
    if (state.get(name) === 'done') return
    if (state.get(name) === 'open') {
      found.push([...path.slice(path.indexOf(name)), name].join(' -> '))
      return
    }
    state.set(name, 'open')
    for (const dependency of byName.get(name)?.dependencies ?? []) {
      if (byName.has(dependency)) visit(dependency, [...path, name])
    }
    state.set(name, 'done')
  }
  for (const pkg of packages) visit(pkg.name, [])
  return found
}

/**
 * Links modules into one file: each becomes a function that runs once, in the order in which Node would have run them.
 * What only `import()` reaches runs when it is asked for. Packages from outside stay where they are.
 */
import { FlotillaError } from '@flotilla/errors'
import { type Binding, type ModuleImport, type ModuleText, readModuleText } from './module-text.ts'

/** Where an import leads: a module to link, one of Node's own, or a package that stays outside. */
export type Target =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'builtin' | 'outside' }

export interface ModuleSource {
  /** Text of a module as the compiler printed it. */
  read(path: string): string
  resolve(specifier: string, from: string): Target
  /** Of the source, for `import.meta.url` and for packages from outside. */
  url(path: string): string
}

export interface Linked {
  /** ASCII, so that it takes one byte a character in memory. */
  readonly text: string
  /** Every module in it. */
  readonly paths: readonly string[]
}

interface Module {
  readonly id: number
  readonly path: string
  readonly text: ModuleText
  /** By specifier. */
  readonly targets: ReadonlyMap<string, Module | Target>
  isEager: boolean
}

const RUNTIME = `import { createRequire as $createRequire } from 'node:module';
const $builtin = globalThis.process.getBuiltinModule;
const $outside = (name, from) => $createRequire(from)(name);
const $isModule = (value) => value !== null && typeof value === 'object' && value[Symbol.toStringTag] === 'Module';
const $fallback = (value) => $isModule(value) ? value.default : value;
const $namespace = (value) => $isModule(value) ? value : { ...value, default: value };
`

/** Throws FLT_BUG for what it cannot link, circles among them. */
export function linkModules(entry: string, source: ModuleSource): Linked {
  const modules = readAll(entry, source)
  const [first] = modules
  if (first === undefined) throw new FlotillaError('FLT_BUG', 'there is nothing to link')
  const order: Module[] = []
  const seen = new Set<Module>()
  visit(first, seen, new Set(), order)
  for (const module of order) module.isEager = true
  for (const module of modules) visit(module, seen, new Set(), order)
  const url = (path: string): string => JSON.stringify(source.url(path))
  const pieces = order
    .filter((module) => module !== first)
    .map((module) =>
      module.isEager
        ? `const $${module.id} = (() => {\n${bodyOf(module, url)}\nreturn ${exportsOf(module)};\n})();\n`
        : `let $kept${module.id} = null;\nfunction $lazy${module.id}() {\nif ($kept${module.id} !== null) return $kept${module.id};\n${bodyOf(module, url)}\nreturn ($kept${module.id} = ${exportsOf(module)});\n}\n`,
    )
  const text = `${RUNTIME}${pieces.join('')}{\n${bodyOf(first, url)}\n}\n`
  return { text: toAscii(text), paths: modules.map((module) => module.path) }
}

function readAll(entry: string, source: ModuleSource): readonly Module[] {
  const known = new Map<string, Module>()
  const load = (path: string): Module => {
    const kept = known.get(path)
    if (kept !== undefined) return kept
    const text = readModuleText(source.read(path), source.url(path))
    const targets = new Map<string, Module | Target>()
    const module: Module = { id: known.size, path, text, targets, isEager: false }
    known.set(path, module)
    for (const specifier of [...staticSpecifiers(text), ...text.dynamic]) {
      const target = source.resolve(specifier, path)
      targets.set(specifier, target.kind === 'module' ? load(target.path) : target)
    }
    return module
  }
  load(entry)
  return [...known.values()]
}

function staticSpecifiers(text: ModuleText): string[] {
  return [
    ...text.imports.map((one) => one.specifier),
    ...text.passedOn.map((one) => one.specifier),
    ...text.stars,
  ]
}

/** Adds a module after all that it needs. */
function visit(module: Module, seen: Set<Module>, open: Set<Module>, order: Module[]): void {
  if (open.has(module)) throw new FlotillaError('FLT_BUG', `${module.path} imports itself`)
  if (seen.has(module)) return
  seen.add(module)
  open.add(module)
  for (const specifier of staticSpecifiers(module.text)) {
    const target = module.targets.get(specifier)
    if (target !== undefined && isModule(target)) visit(target, seen, open, order)
  }
  open.delete(module)
  order.push(module)
}

function isModule(target: Module | Target): target is Module {
  return 'id' in target
}

function bodyOf(module: Module, url: (path: string) => string): string {
  const lines = module.text.imports.flatMap((one) => importLines(module, one, url))
  return `${lines.join('')}${dynamicLine(module, url)}${module.text.code}`
}

function importLines(module: Module, one: ModuleImport, url: (path: string) => string): string[] {
  const { value, target } = linkedValue(module, one.specifier, url)
  const lines: string[] = []
  if (one.fallback !== null) {
    if (isModule(target)) throw unsupported(module, one.specifier)
    lines.push(
      `const ${one.fallback} = ${target.kind === 'outside' ? `$fallback(${value})` : value};\n`,
    )
  }
  if (one.namespace !== null) lines.push(`const ${one.namespace} = ${value};\n`)
  if (one.named.length > 0) lines.push(`const { ${renamed(module, one.named)} } = ${value};\n`)
  if (lines.length === 0) lines.push(`${value};\n`)
  return lines
}

/** What stands for a module in the linked text. */
function linkedValue(
  module: Module,
  specifier: string,
  url: (path: string) => string,
): { readonly value: string; readonly target: Module | Target } {
  const target = module.targets.get(specifier)
  if (target === undefined) throw unsupported(module, specifier)
  if (isModule(target))
    return { value: target.isEager ? `$${target.id}` : `$lazy${target.id}()`, target }
  const name = JSON.stringify(specifier)
  const value =
    target.kind === 'builtin' ? `$builtin(${name})` : `$outside(${name}, ${url(module.path)})`
  return { value, target }
}

function dynamicLine(module: Module, url: (path: string) => string): string {
  if (module.text.dynamic.length === 0) return ''
  const cases = module.text.dynamic.map((specifier) => {
    const { value, target } = linkedValue(module, specifier, url)
    return `${JSON.stringify(specifier)}: () => ${isModule(target) ? value : `$namespace(${value})`}`
  })
  return `const $import = async (name) => ({ ${cases.join(', ')} })[name]();\n`
}

function exportsOf(module: Module): string {
  const value = (specifier: string): string => linkedValue(module, specifier, JSON.stringify).value
  return `{ ${[
    ...module.text.stars.map((specifier) => `...${value(specifier)}`),
    ...module.text.passedOn.flatMap(({ specifier, named }) =>
      named.map(([from, to]) => `${to}: ${value(specifier)}.${from}`),
    ),
    ...module.text.exports.map(([from, to]) => (from === to ? from : `${to}: ${from}`)),
  ].join(', ')} }`
}

function renamed(module: Module, named: readonly Binding[]): string {
  if (named.some(([from]) => from === 'default')) throw unsupported(module, 'a default by name')
  return named.map(([from, to]) => (from === to ? from : `${from}: ${to}`)).join(', ')
}

function unsupported(module: Module, what: string): FlotillaError {
  return new FlotillaError('FLT_BUG', `${module.path} cannot be linked: ${what}`)
}

/** One character beyond Latin-1 makes V8 keep the whole text with two bytes a character. */
function toAscii(text: string): string {
  return text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

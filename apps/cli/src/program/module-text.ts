/** Reads one JavaScript module as the TypeScript compiler prints it: what it imports and exports, and the code between. */
import { FlotillaError } from '@flotilla/errors'

/** The name in the module it comes from, and the name here. */
export type Binding = readonly [outside: string, inside: string]

export interface ModuleImport {
  readonly specifier: string
  /** Name of the default import, null if there is none. */
  readonly fallback: string | null
  /** Name of the namespace import, null if there is none. */
  readonly namespace: string | null
  readonly named: readonly Binding[]
}

export interface ModuleText {
  readonly imports: readonly ModuleImport[]
  /** `export { a as b } from 'x'`: a, b. */
  readonly passedOn: readonly { readonly specifier: string; readonly named: readonly Binding[] }[]
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[]
  /** Name inside, name outside. */
  readonly exports: readonly Binding[]
  /** Specifiers of `import('x')`; the code holds a call of `$import` with each. */
  readonly dynamic: readonly string[]
  readonly code: string
}

// The compiler prints each declaration on a line of its own, without indentation, in one spelling.
const IMPORT = /^import (?:([\w$]+)(?:, )?)?(?:\{([^}]*)\}|\* as ([\w$]+))?(?: from )?'([^']+)';$/gm
const PASSED_ON = /^export \{([^}]*)\} from '([^']+)';$/gm
const STAR = /^export \* from '([^']+)';$/gm
const LIST = /^export \{([^}]*)\};$/gm
const DECLARATION = /^export ((?:async )?function\*?|class|const) ([\w$]+)/gm
const DYNAMIC = /\bimport\('([^']+)'\)/g
const LEFT = /^(?:import|export)\b(?![(.]).*/m

/**
 * @param url of the source, which `import.meta.url` keeps to be
 * Throws FLT_BUG for what this tree does not write: default exports, exported destructuring and `let`.
 */
export function readModuleText(text: string, url: string): ModuleText {
  const imports: ModuleImport[] = []
  const passedOn: { specifier: string; named: readonly Binding[] }[] = []
  const stars: string[] = []
  const exports: Binding[] = []
  const dynamic: string[] = []
  const code = text
    .replace(IMPORT, (_, fallback = null, named = '', namespace = null, specifier: string) => {
      imports.push({ specifier, fallback, namespace, named: bindings(named) })
      return ''
    })
    .replace(PASSED_ON, (_, named: string, specifier: string) => {
      passedOn.push({ specifier, named: bindings(named) })
      return ''
    })
    .replace(STAR, (_, specifier: string) => {
      stars.push(specifier)
      return ''
    })
    .replace(LIST, (_, list: string) => {
      exports.push(...bindings(list))
      return ''
    })
    .replace(DECLARATION, (_, kind: string, name: string) => {
      exports.push([name, name])
      return `${kind} ${name}`
    })
    .replace(DYNAMIC, (_, specifier: string) => {
      dynamic.push(specifier)
      return `$import(${JSON.stringify(specifier)})`
    })
    .replaceAll('import.meta.url', JSON.stringify(url))
    .replace(/\n{2,}/g, '\n')
  const left = LEFT.exec(code)?.[0] ?? (code.includes('import.meta') ? 'import.meta' : null)
  if (left !== null) throw new FlotillaError('FLT_BUG', `${url} cannot be linked: ${left}`)
  return { imports, passedOn, stars, exports, dynamic, code: withoutIndentation(code.trim()) }
}

/** A fifth of the text. Left where a text may go on over a line: there it means something. */
function withoutIndentation(code: string): string {
  const lines = code.split('\n')
  const isPlain = lines.every((line) => line.split('`').length % 2 === 1)
  return isPlain ? lines.map((line) => line.trimStart()).join('\n') : code
}

function bindings(list: string): Binding[] {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one): Binding => {
      const [from = '', to = from] = one.split(' as ')
      return [from, to]
    })
}

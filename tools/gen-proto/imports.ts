/** The imports of one generated module, collected while its text is made. */
import { dirname, relative } from 'node:path'

export class Imports {
  private readonly from: string
  private readonly values = new Map<string, Set<string>>()

  /** @param from path of the module itself, relative to libs/proto/src. */
  constructor(from: string) {
    this.from = from
  }

  /** Notes that `name` comes from a module under libs/proto/src or from a package, and returns the name. */
  use(name: string, module: string): string {
    if (module !== this.from) {
      const names = this.values.get(module) ?? new Set()
      names.add(name)
      this.values.set(module, names)
    }
    return name
  }

  /** The import lines, sorted by module. `type:NAME` is imported as a type. */
  text(): string {
    return [...this.values]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]) => {
        const list = [...names].sort(byName).map((name) => name.replace('type:', 'type '))
        return `import { ${list.join(', ')} } from '${this.specifier(module)}'\n`
      })
      .join('')
  }

  private specifier(module: string): string {
    if (module.startsWith('@')) return module
    const path = relative(dirname(this.from), module)
    return path.startsWith('.') ? path : `./${path}`
  }
}

function byName(a: string, b: string): number {
  return a.replace('type:', '') < b.replace('type:', '') ? -1 : 1
}

/** What is wrong with a JSON value and where, collected while the rest of it is read on. */

export interface Violation {
  /** For example `static_resources.clusters[0].connect_timeout`; empty at the root. Keys stand as the input wrote them. */
  readonly path: string
  /** Lower case, no full stop; does not repeat the path. */
  readonly message: string
  /** `unsupported`: the API has this field or type, Flotilla does not implement it. `invalid`: the value is wrong or unknown. */
  readonly code: 'invalid' | 'unsupported'
}

/** More faults than this are not collected: a wrong file would otherwise report every line. */
const MAX_VIOLATIONS = 100

export class JsonReport {
  readonly violations: Violation[] = []

  invalid(path: string, message: string): void {
    this.add({ path, message, code: 'invalid' })
  }

  unsupported(path: string, message: string): void {
    this.add({ path, message, code: 'unsupported' })
  }

  private add(violation: Violation): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push(violation)
  }
}

export function keyPath(path: string, key: string): string {
  if (!/^[A-Za-z_$@][\w$@-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

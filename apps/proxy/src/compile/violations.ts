/** Collects what is wrong with a configuration message, each with the path of its field in proto names. */
import type { Compiled, ConfigViolation } from '../http/filter.ts'

/** More than this says nothing new and would flood a NACK. */
const MAX_VIOLATIONS = 20

/** A place in a message; all places of one message share the list. */
export class Violations {
  private readonly path: string
  private readonly list: ConfigViolation[]

  constructor(path = '', list: ConfigViolation[] = []) {
    this.path = path
    this.list = list
  }

  get count(): number {
    return this.list.length
  }

  get all(): readonly ConfigViolation[] {
    return this.list
  }

  /** The place of a field of the message at this place; `index` of one of its items. */
  at(field: string, index: number | string | null = null): Violations {
    const step = index === null ? field : `${field}[${index}]`
    return new Violations(this.path === '' ? step : `${this.path}.${step}`, this.list)
  }

  /** @param message lower case, no full stop; does not repeat the path. */
  add(message: string): void {
    if (this.list.length < MAX_VIOLATIONS) this.list.push({ path: this.path, message })
  }

  unsupported(what = 'this field'): void {
    this.add(`${what} is not implemented`)
  }

  /** Takes over violations found by a compiler that was given a part of this message. */
  adopt(violations: readonly ConfigViolation[]): void {
    for (const { path, message } of violations) (path === '' ? this : this.at(path)).add(message)
  }

  /** The value if nothing was found, else everything that was. */
  result<T>(value: T | null): Compiled<T> {
    return this.list.length === 0 && value !== null
      ? { kind: 'ok', value }
      : { kind: 'bad', violations: this.list }
  }
}

/** One line per violation, for logs, NACKs and the terminal. */
export function describeViolations(violations: readonly ConfigViolation[]): string {
  return violations.map((v) => (v.path === '' ? v.message : `${v.path}: ${v.message}`)).join('; ')
}

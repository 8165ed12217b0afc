/** String maps over what a stream has already, without copying: header lists, and the parameters of a query. */
import type { ReadonlyHeaderList } from '../http/headers.ts'

const NO_LIST: ReadonlyHeaderList = []

/**
 * Headers as a string map: pseudo-headers first, then one or two lists; of a repeated name the last counts. A look-up
 * walks the list, which for the few that a decision reads is cheaper than building a map.
 */
export class HeaderMap implements ReadonlyMap<string, string> {
  private readonly first: ReadonlyHeaderList
  private readonly second: ReadonlyHeaderList
  private readonly third: ReadonlyHeaderList
  private built: Map<string, string> | null = null

  /** @param first the lists are kept; names are lower case. */
  constructor(
    first: ReadonlyHeaderList,
    second: ReadonlyHeaderList = NO_LIST,
    third: ReadonlyHeaderList = NO_LIST,
  ) {
    this.first = first
    this.second = second
    this.third = third
  }

  get(name: string): string | undefined {
    if (this.built !== null) return this.built.get(name)
    return lastOf(this.third, name) ?? lastOf(this.second, name) ?? lastOf(this.first, name)
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  get size(): number {
    return this.map().size
  }

  entries(): MapIterator<[string, string]> {
    return this.map().entries()
  }

  keys(): MapIterator<string> {
    return this.map().keys()
  }

  values(): MapIterator<string> {
    return this.map().values()
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.map()[Symbol.iterator]()
  }

  /** Visits a repeated name each time it stands there: the last visit counts. */
  forEach(callback: (value: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    for (const list of [this.first, this.second, this.third]) {
      for (let i = 0; i < list.length; i += 2)
        callback(list[i + 1] as string, list[i] as string, this) // lists are even
    }
  }

  private map(): Map<string, string> {
    if (this.built !== null) return this.built
    this.built = new Map()
    for (const list of [this.first, this.second, this.third]) {
      for (let i = 0; i < list.length; i += 2)
        this.built.set(list[i] as string, list[i + 1] as string) // lists are even
    }
    return this.built
  }
}

/** Parameters of a path's query as they stand, not decoded; of a repeated name the first counts. Null without a query. */
export function queryParameters(path: string): ReadonlyMap<string, string> | null {
  const start = path.indexOf('?')
  if (start === -1) return null
  const parameters = new Map<string, string>()
  const end = path.indexOf('#', start)
  for (const part of path.slice(start + 1, end === -1 ? undefined : end).split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = equals === -1 ? part : part.slice(0, equals)
    if (!parameters.has(name)) parameters.set(name, equals === -1 ? '' : part.slice(equals + 1))
  }
  return parameters.size === 0 ? null : parameters
}

function lastOf(list: ReadonlyHeaderList, name: string): string | undefined {
  for (let i = list.length - 2; i >= 0; i -= 2) if (list[i] === name) return list[i + 1]
  return undefined
}

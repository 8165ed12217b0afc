/** Changes of a path's query, in the order in which they are configured. */
import type { HttpStream } from '../filter.ts'
import type { Format } from '../substitution.ts'
import { AppendAction } from './header-mutation.ts'

export interface QueryMutation {
  readonly key: string
  /** Null: the key goes. */
  readonly value: Format | null
  readonly action: AppendAction
}

/** The path with its query changed: as Envoy writes it, keys in order, each with a value. */
export function mutatedQuery(
  path: string,
  mutations: readonly QueryMutation[],
  stream: HttpStream,
): string {
  if (mutations.length === 0) return path
  const question = path.indexOf('?')
  const values = parse(question === -1 ? '' : path.slice(question + 1))
  for (const { key, value, action } of mutations) {
    const earlier = values.get(key)
    if (value === null) values.delete(key)
    else if (mayApply(action, earlier !== undefined)) {
      const text = value.render(stream, '')
      const isOverwrite =
        action === AppendAction.OverwriteIfExists || action === AppendAction.OverwriteIfExistsOrAdd
      if (isOverwrite || earlier === undefined) values.set(key, [text])
      else earlier.push(text)
    }
  }
  const bare = question === -1 ? path : path.slice(0, question)
  const pairs = [...values].sort(([a], [b]) => (a < b ? -1 : 1))
  const query = pairs.flatMap(([key, list]) => list.map((value) => `${key}=${value}`)).join('&')
  return query === '' ? bare : `${bare}?${query}`
}

function mayApply(action: AppendAction, isPresent: boolean): boolean {
  if (action === AppendAction.AddIfAbsent) return !isPresent
  return action !== AppendAction.OverwriteIfExists || isPresent
}

function parse(query: string): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const key = equals === -1 ? pair : pair.slice(0, equals)
    const value = equals === -1 ? '' : pair.slice(equals + 1)
    const list = values.get(key)
    if (list === undefined) values.set(key, [value])
    else list.push(value)
  }
  return values
}

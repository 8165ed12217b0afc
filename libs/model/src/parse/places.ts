/** Where the fields of a parsed object stand in its text: kept beside the object, so that the object stays plain data. */
import type { ConfigObject } from '../object.ts'
import type { Finding, Violation } from '../violation.ts'
import { parentPath } from './path.ts'

interface Places {
  readonly offsets: ReadonlyMap<string, number>
  readonly place: (offset: number) => { readonly line: number; readonly column: number }
}

const PLACES = new WeakMap<ConfigObject, Places>()

/** Remembers the places of an object's fields for as long as the object lives. */
export function rememberPlaces(object: ConfigObject, places: Places): void {
  PLACES.set(object, places)
}

/** The line and column of a path, of the nearest outer field where the path itself is not there, or of the object. */
export function locate(
  object: ConfigObject,
  path: string,
): { readonly file: string; readonly line: number; readonly column: number } {
  const file = object.source?.file ?? ''
  const places = PLACES.get(object)
  if (places !== undefined) {
    for (let at = path; at !== ''; at = parentPath(at)) {
      const offset = places.offsets.get(at)
      if (offset !== undefined) return { file, ...places.place(offset) }
    }
  }
  return { file, line: object.source?.line ?? 0, column: object.source?.column ?? 0 }
}

/** A finding about an object, with its place. */
export function placed(object: ConfigObject, finding: Finding): Violation {
  return { ...locate(object, finding.path), ...finding }
}

/** Set arithmetic on names. */

export type Names = ReadonlySet<string>

export function union(a: Names, b: Names): Names {
  if (a.size === 0) return b
  const both = new Set(a)
  for (const name of b) both.add(name)
  return both
}

/** The names of `a` that are not in `b`. */
export function difference(a: Names, b: Names): Set<string> {
  const left = new Set<string>()
  for (const name of a) if (!b.has(name)) left.add(name)
  return left
}

export function isEqual(a: Names, b: Names): boolean {
  return a.size === b.size && difference(a, b).size === 0
}

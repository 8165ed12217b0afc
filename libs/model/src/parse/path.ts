/** Paths of fields, like `spec.http[2].match[0].headers["end-user"].exact`. */

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/

export function fieldPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

export function indexPath(path: string, index: number): string {
  return `${path}[${index}]`
}

/** Path of a map's entry: plain names as fields, others in quotes. */
export function keyPath(path: string, key: string): string {
  return PLAIN.test(key) ? fieldPath(path, key) : `${path}[${JSON.stringify(key)}]`
}

/** The path one level up; empty for the outermost. */
export function parentPath(path: string): string {
  if (path.endsWith(']')) {
    const quoted = /\["(?:[^"\\]|\\.)*"\]$/.exec(path)
    return path.slice(0, quoted === null ? path.lastIndexOf('[') : quoted.index)
  }
  const dot = path.lastIndexOf('.')
  return dot < 0 ? '' : path.slice(0, dot)
}

/** Host patterns of rules: completion of short names, overlap, containment and the order of specificity (spec pilot-galley 2.2). */

/** Completes a name without a dot in the namespace of the rule that uses it; names with a dot, wildcards and addresses stay. */
export function resolveHost(name: string, namespace: string, domain: string): string {
  const lower = name.toLowerCase()
  if (lower.includes('.') || lower.includes('*') || lower.includes(':') || lower === '')
    return lower
  return `${lower}.${namespace}.svc.${domain}`
}

/** `ns/name` of a gateway named in a rule of `namespace`; `a.b[…]` is the legacy spelling of `b/a`. */
export function resolveGateway(name: string, namespace: string): string {
  if (name === 'mesh' || name === '') return name
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`
  if (name.includes('/')) return name
  const [first = '', second] = name.split('.')
  return second === undefined ? `${namespace}/${name}` : `${second}/${first}`
}

export function isWildcard(host: string): boolean {
  return host.startsWith('*')
}

/** Whether some name matches both patterns. */
export function overlaps(a: string, b: string): boolean {
  const aWild = isWildcard(a)
  const bWild = isWildcard(b)
  if (!aWild && !bWild) return a === b
  const aRest = a.slice(1)
  const bRest = b.slice(1)
  if (aWild && bWild) return aRest.endsWith(bRest) || bRest.endsWith(aRest)
  return aWild ? b.endsWith(aRest) : a.endsWith(bRest)
}

/** Whether every name that `a` matches is matched by `b` too. */
export function isSubsetOf(a: string, b: string): boolean {
  if (!isWildcard(b)) return !isWildcard(a) && a === b
  return (isWildcard(a) ? a.slice(1) : a).endsWith(b.slice(1))
}

/** Sorts the more specific host first: exact before wildcard, longer before shorter, then alphabetical; `*` last. */
export function compareSpecificity(a: string, b: string): number {
  const aWild = isWildcard(a)
  const bWild = isWildcard(b)
  if (aWild !== bWild) return aWild ? 1 : -1
  if (a.length !== b.length) return b.length - a.length
  return a < b ? -1 : a > b ? 1 : 0
}

/** The most specific pattern that covers `host`, or null. O(patterns). */
export function mostSpecificMatch(host: string, patterns: Iterable<string>): string | null {
  let best: string | null = null
  for (const pattern of patterns) {
    if (!isSubsetOf(host, pattern)) continue
    if (best === null || compareSpecificity(pattern, best) < 0) best = pattern
  }
  return best
}

/** Hosts of a gateway server (`host` or `ns/host`) that virtual services of `namespace` may use. */
export function hostsForNamespace(
  hosts: readonly string[],
  namespace: string,
  gatewayNamespace: string = namespace,
): string[] {
  const kept: string[] = []
  for (const entry of hosts) {
    const slash = entry.indexOf('/')
    if (slash === -1) {
      kept.push(entry)
      continue
    }
    const from = entry.slice(0, slash)
    const named = from === '.' ? gatewayNamespace : from
    if (named === '*' || named === namespace) kept.push(entry.slice(slash + 1))
  }
  return kept
}

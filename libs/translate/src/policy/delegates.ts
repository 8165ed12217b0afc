/** Delegation: a root rule is replaced by the rules of the virtual service it names, each match joined with the root's (spec pilot-galley 2.6). */
import type { HttpMatch, HttpRule, StringMatch } from '../spec-types.ts'

type MatchMap = Readonly<Record<string, StringMatch>>

/** The delegate's rules as they stand under the root rule, in order; rules that contradict the root are left out. */
export function mergeDelegate(root: HttpRule, delegate: readonly HttpRule[]): HttpRule[] {
  return delegate.flatMap((rule) => {
    const match = mergeMatches(root.match ?? [], rule.match ?? [])
    return match === null ? [] : [mergeRule(root, rule, match)]
  })
}

/** The joined matches, or null where some match of the delegate fits no match of the root. */
export function mergeMatches(
  root: readonly HttpMatch[],
  delegate: readonly HttpMatch[],
): HttpMatch[] | null {
  if (root.length === 0) return [...delegate]
  if (delegate.length === 0) return [...root]
  const merged: HttpMatch[] = []
  for (const inner of delegate) {
    const pairs = root.filter((outer) => !hasConflict(outer, inner))
    if (pairs.length === 0) return null
    for (const outer of pairs) merged.push(mergeMatch(outer, inner))
  }
  return merged
}

/** Whether no request, or none that can be told apart here, fits both. */
export function hasConflict(root: HttpMatch, delegate: HttpMatch): boolean {
  return (
    stringConflict(root.uri, delegate.uri) ||
    stringConflict(root.scheme, delegate.scheme) ||
    stringConflict(root.method, delegate.method) ||
    stringConflict(root.authority, delegate.authority) ||
    mapConflict(root.headers, delegate.headers) ||
    mapConflict(root.withoutHeaders, delegate.withoutHeaders) ||
    mapConflict(root.queryParams, delegate.queryParams) ||
    (root.ignoreUriCase ?? false) !== (delegate.ignoreUriCase ?? false) ||
    bothAndDiffer(root.port, delegate.port) ||
    bothAndDiffer(root.sourceNamespace, delegate.sourceNamespace) ||
    gatewaysConflict(root.gateways, delegate.gateways) ||
    labelsConflict(root.sourceLabels, delegate.sourceLabels)
  )
}

function stringConflict(root: StringMatch | undefined, inner: StringMatch | undefined): boolean {
  if (root === undefined || inner === undefined) return false
  if (root.regex !== undefined || inner.regex !== undefined) return true
  if (root.exact !== undefined) return inner.exact !== root.exact
  if (root.prefix === undefined) return false
  const value = inner.exact ?? inner.prefix
  return value === undefined || !value.startsWith(root.prefix)
}

function mapConflict(root: MatchMap | undefined, inner: MatchMap | undefined): boolean {
  for (const [key, match] of Object.entries(root ?? {}))
    if (stringConflict(match, inner?.[key])) return true
  return false
}

function bothAndDiffer<T>(root: T | undefined, inner: T | undefined): boolean {
  return isSet(root) && isSet(inner) && root !== inner
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== 0 && value !== ''
}

function gatewaysConflict(
  root: readonly string[] | undefined,
  inner: readonly string[] | undefined,
): boolean {
  if ((root ?? []).length === 0 || (inner ?? []).length === 0) return false
  return (inner ?? []).some((gateway) => !(root ?? []).includes(gateway))
}

function labelsConflict(
  root: Readonly<Record<string, string>> | undefined,
  inner: Readonly<Record<string, string>> | undefined,
): boolean {
  return Object.entries(root ?? {}).some(([key, value]) => bothAndDiffer(value, inner?.[key]))
}

function mergeMatch(root: HttpMatch, inner: HttpMatch): HttpMatch {
  const merged: HttpMatch = { ...root, ...inner }
  const name = [root.name, inner.name].filter((part) => part !== undefined && part !== '')
  return {
    ...merged,
    ...(name.length === 0 ? {} : { name: name.join('-') }),
    ...united('headers', root.headers, inner.headers),
    ...united('withoutHeaders', root.withoutHeaders, inner.withoutHeaders),
    ...united('queryParams', root.queryParams, inner.queryParams),
    ...united('sourceLabels', root.sourceLabels, inner.sourceLabels),
    ...((inner.gateways ?? []).length === 0 && root.gateways !== undefined
      ? { gateways: root.gateways }
      : {}),
  }
}

function united<K extends string, V>(
  key: K,
  root: Readonly<Record<string, V>> | undefined,
  inner: Readonly<Record<string, V>> | undefined,
): object {
  return root === undefined && inner === undefined ? {} : { [key]: { ...root, ...inner } }
}

function mergeRule(root: HttpRule, inner: HttpRule, match: HttpMatch[]): HttpRule {
  const { delegate: _delegate, match: _match, ...outer } = root
  const name = [root.name, inner.name].filter((part) => part !== undefined && part !== '')
  const merged: HttpRule = { ...outer, ...inner, ...(match.length === 0 ? {} : { match }) }
  return name.length === 0 ? merged : { ...merged, name: name.join('-') }
}

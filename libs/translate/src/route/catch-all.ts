/** Which match conditions leave nothing for later rules. */
import type { HttpMatch } from '../spec-types.ts'

/** Whether every request fits: the uri is prefix `/` or regex `.*` and there is no other condition. */
export function isCatchAllMatch(match: HttpMatch): boolean {
  const { uri } = match
  const takesAllPaths =
    uri === undefined || uri.prefix === '/' || uri.regex === '.*' || uri.regex === '*'
  return (
    takesAllPaths &&
    match.method === undefined &&
    match.scheme === undefined &&
    match.authority === undefined &&
    Object.keys(match.headers ?? {}).length === 0 &&
    Object.keys(match.withoutHeaders ?? {}).length === 0 &&
    Object.keys(match.queryParams ?? {}).length === 0 &&
    Object.keys(match.sourceLabels ?? {}).length === 0 &&
    (match.gateways ?? []).length === 0 &&
    (match.sourceNamespace ?? '') === '' &&
    (match.port ?? 0) === 0
  )
}

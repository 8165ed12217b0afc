/** One entry of an HTTP rule's `match` (V4, V9, V19). */
import { keyPath } from '../../parse/path.ts'
import type { StringMatch } from '../../spec/matching.ts'
import type { HttpMatchRequest } from '../../spec/virtual-service.ts'
import { checkLabels, type Findings } from '../findings.ts'
import { isHeaderName } from '../names.ts'
import { checkGatewayNames } from './gateway-names.ts'
import { checkStringMatch, type StringMatchRule } from './string-match.ts'

const PLAIN: StringMatchRule = {
  mayBeEmpty: false,
  mayHaveEmptyPrefix: false,
  starIsPresence: false,
}
const URI: StringMatchRule = { ...PLAIN, mayHaveEmptyPrefix: true }
const HEADER: StringMatchRule = { ...PLAIN, mayBeEmpty: true, starIsPresence: true }
const QUERY: StringMatchRule = { ...PLAIN, mayBeEmpty: true }

const CLAIMS = '@request.auth.claims'
/** `@request.auth.claims.group.sub` or `@request.auth.claims[group][sub]`. */
const CLAIM_PATH = /^@request\.auth\.claims(?:\.[^.[\]]+|\[[^[\]]+\])+$/

/** @param isBoundToMesh whether the rule reaches sidecars, which have no claims to match. */
export function checkHttpMatch(
  found: Findings,
  path: string,
  match: HttpMatchRequest,
  isBoundToMesh: boolean,
): void {
  checkStringMatch(found, `${path}.uri`, match.uri, URI)
  checkStringMatch(found, `${path}.scheme`, match.scheme, PLAIN)
  checkStringMatch(found, `${path}.method`, match.method, PLAIN)
  checkStringMatch(found, `${path}.authority`, match.authority, PLAIN)
  for (const field of ['headers', 'withoutHeaders'] as const)
    checkHeaders(found, `${path}.${field}`, match[field], isBoundToMesh)
  for (const [name, value] of Object.entries(match.queryParams ?? {})) {
    const at = keyPath(`${path}.queryParams`, name)
    if (name === '') found.error(at, 'a query parameter needs a name')
    checkStringMatch(found, at, value, QUERY)
  }
  checkLabels(found, `${path}.sourceLabels`, match.sourceLabels)
  checkGatewayNames(found, `${path}.gateways`, match.gateways)
}

function checkHeaders(
  found: Findings,
  path: string,
  headers: Readonly<Record<string, StringMatch>> | undefined,
  isBoundToMesh: boolean,
): void {
  for (const [name, value] of Object.entries(headers ?? {})) {
    const at = keyPath(path, name)
    if (name.startsWith(CLAIMS)) {
      if (!CLAIM_PATH.test(name)) found.error(at, `expected ${CLAIMS}.NAME, got "${name}"`)
      else if (isBoundToMesh)
        found.error(at, 'claims are matched at gateways only: list gateways without "mesh"')
    } else if (!isHeaderName(name.startsWith(':') ? name.slice(1) : name)) {
      found.error(at, `"${name}" is not the name of a header`)
    }
    checkStringMatch(found, at, value, HEADER)
  }
}

/** Header operations of routes and destinations (V8). */
import { indexPath, keyPath } from '../../parse/path.ts'
import type { HeaderOperations, HeaderRules } from '../../spec/virtual-service.ts'
import type { Findings } from '../findings.ts'
import { isHeaderName } from '../names.ts'

/** `%%`, or a command of Envoy's formatter: `%NAME%`, `%NAME(argument)%`, `%NAME(argument):10%`. */
const COMMAND = /%%|%[A-Z][A-Z0-9_]*(?:\([^()%]*(?:\([^()%]*\)[^()%]*)*\))?(?::\d+)?%/g

/** Checks both directions; answers how often the request's authority is replaced. */
export function checkHeaderRules(
  found: Findings,
  path: string,
  rules: HeaderRules | undefined,
): number {
  if (rules === undefined) return 0
  checkOperations(found, `${path}.response`, rules.response, false)
  return checkOperations(found, `${path}.request`, rules.request, true)
}

function checkOperations(
  found: Findings,
  path: string,
  operations: HeaderOperations | undefined,
  isRequest: boolean,
): number {
  let authorities = 0
  for (const operation of ['set', 'add'] as const) {
    for (const [name, value] of Object.entries(operations?.[operation] ?? {})) {
      const at = keyPath(`${path}.${operation}`, name)
      if (isAuthority(name)) {
        authorities++
        if (!isRequest) found.error(at, `"${name}" can be changed in requests only`)
      } else checkName(found, at, name)
      const fault = headerValueFault(value)
      if (fault !== null) found.error(at, fault)
    }
  }
  for (const [index, name] of (operations?.remove ?? []).entries()) {
    const at = indexPath(`${path}.remove`, index)
    if (isAuthority(name)) found.error(at, `"${name}" cannot be removed`)
    else checkName(found, at, name)
  }
  return authorities
}

function isAuthority(name: string): boolean {
  const lower = name.toLowerCase()
  return lower === ':authority' || lower === 'host'
}

function checkName(found: Findings, path: string, name: string): void {
  if (name.startsWith(':')) found.error(path, `the pseudo header "${name}" cannot be changed here`)
  else if (!isHeaderName(name)) found.error(path, `"${name}" is not the name of a header`)
}

/** What is wrong with a header value that may hold formatter commands, or null. */
export function headerValueFault(value: string): string | null {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index)
    if ((code < 0x20 && code !== 0x09) || code === 0x7f)
      return 'a header value may not hold control characters'
  }
  if (value.replace(COMMAND, '').includes('%'))
    return `"${value}" has a "%" that begins no formatter command; write "%%" for the character itself`
  return null
}

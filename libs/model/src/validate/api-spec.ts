/** HTTPAPISpec and HTTPAPISpecBinding (mixer.md §2.7). */
import { parsePathTemplate } from '@flotilla/uri'
import type { ConfigObject } from '../object.ts'
import { indexPath, keyPath } from '../parse/path.ts'
import type {
  ApiAttributes,
  ApiKey,
  HttpApiSpecBindingSpec,
  HttpApiSpecPattern,
  HttpApiSpecSpec,
} from '../spec/mixer.ts'
import { checkRegex, type Findings } from './findings.ts'
import { isHeaderName } from './names.ts'
import { checkBoundServices, checkBoundSpecs } from './quota-spec.ts'

/** A method of HTTP (RFC 9110 §5.6.2: a token). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

export function validateHttpApiSpec(found: Findings, object: ConfigObject<HttpApiSpecSpec>): void {
  const { attributes, patterns = [], apiKeys = [] } = object.spec
  checkAttributes(found, 'spec.attributes', attributes)
  const seen = new Set<string>()
  for (const [index, pattern] of patterns.entries())
    checkPattern(found, indexPath('spec.patterns', index), pattern, seen)
  for (const [index, key] of apiKeys.entries())
    checkKey(found, indexPath('spec.apiKeys', index), key)
}

export function validateHttpApiSpecBinding(
  found: Findings,
  object: ConfigObject<HttpApiSpecBindingSpec>,
): void {
  const { services = [], apiSpecs = [] } = object.spec
  checkBoundServices(found, services, 'HTTPAPISpecBinding')
  checkBoundSpecs(found, apiSpecs, 'spec.apiSpecs', 'HTTPAPISpec')
}

function checkPattern(
  found: Findings,
  path: string,
  pattern: HttpApiSpecPattern,
  seen: Set<string>,
): void {
  const { attributes, httpMethod = '', uriTemplate, regex } = pattern
  checkAttributes(found, `${path}.attributes`, attributes)
  if (!TOKEN.test(httpMethod))
    found.error(`${path}.httpMethod`, `"${httpMethod}" is not a method of HTTP`)
  else if (httpMethod !== httpMethod.toUpperCase())
    found.warn(`${path}.httpMethod`, 'methods are compared as they are: most are in capitals')
  if (regex !== undefined) checkRegex(found, `${path}.regex`, regex)
  if (uriTemplate === undefined) return
  const parsed = parsePathTemplate(uriTemplate)
  if (parsed.kind === 'bad') {
    found.error(`${path}.uriTemplate`, parsed.message)
    return
  }
  const key = JSON.stringify([httpMethod, parsed.template])
  if (seen.has(key))
    found.warn(
      `${path}.uriTemplate`,
      'an earlier pattern has the same method and template: that counts',
    )
  seen.add(key)
}

function checkKey(found: Findings, path: string, { query, header, cookie }: ApiKey): void {
  if (query === '') found.error(`${path}.query`, 'the name of a query parameter is required')
  if (header !== undefined && !isHeaderName(header))
    found.error(`${path}.header`, `"${header}" is not the name of a header`)
  if (cookie !== undefined && !TOKEN.test(cookie))
    found.error(`${path}.cookie`, `"${cookie}" is not the name of a cookie`)
}

function checkAttributes(
  found: Findings,
  path: string,
  attributes: ApiAttributes | undefined,
): void {
  for (const [name, value] of Object.entries(attributes?.attributes ?? {})) {
    const at = keyPath(`${path}.attributes`, name)
    if (name === '') found.error(at, 'the name of an attribute is required')
    const { timestampValue } = value
    if (timestampValue !== undefined && !isTimestamp(timestampValue))
      found.error(`${at}.timestampValue`, `"${timestampValue}" is not a time of RFC 3339`)
  }
}

function isTimestamp(text: string): boolean {
  return RFC_3339.test(text) && !Number.isNaN(Date.parse(text))
}

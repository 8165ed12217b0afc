/** Subject alternative name matchers: which names of a certificate satisfy the configuration (secure naming). */
import { compileString, type StringMatcher, toWireText } from '@flotilla/match'
import {
  type CertificateValidationContext,
  type StringMatcher as StringMatcherMessage,
  SubjectAltNameMatcherSanType,
} from '@flotilla/proto'
import { parseSpiffeId, type San, SanType } from '@flotilla/x509'
import type { Violations } from '../compile/violations.ts'

interface TypedMatcher {
  /** Null: any of DNS, URI, email, IP (the older, untyped field). */
  readonly type: SanType | null
  /** Lower-case DNS name for wildcard comparison, where the matcher is an exact DNS name. */
  readonly dnsName: string | null
  readonly matcher: StringMatcher
}

const TYPES: ReadonlyMap<number, SanType> = new Map<number, SanType>([
  [SubjectAltNameMatcherSanType.EMAIL, SanType.email],
  [SubjectAltNameMatcherSanType.DNS, SanType.dns],
  [SubjectAltNameMatcherSanType.URI, SanType.uri],
  [SubjectAltNameMatcherSanType.IP_ADDRESS, SanType.ip],
])

export class SanMatchers {
  /** Trust domains that the matchers name; peers of these and of our own are accepted. */
  readonly trustDomains: readonly string[]
  /** SPIFFE ids that are matched exactly. */
  readonly exactIds: readonly string[]
  private readonly exactUris: ReadonlySet<string>
  private readonly matchers: readonly TypedMatcher[]

  constructor(
    exactUris: ReadonlySet<string>,
    matchers: readonly TypedMatcher[],
    trustDomains: readonly string[],
  ) {
    this.exactUris = exactUris
    this.exactIds = [...exactUris]
    this.matchers = matchers
    this.trustDomains = trustDomains
  }

  /** Without matchers every name will do. */
  get isEmpty(): boolean {
    return this.exactUris.size === 0 && this.matchers.length === 0
  }

  /** Whether one of the names satisfies one of the matchers. */
  accepts(sans: readonly San[]): boolean {
    if (this.isEmpty) return true
    return sans.some(
      (san) =>
        (san.type === SanType.uri && this.exactUris.has(san.value)) ||
        this.matchers.some((matcher) => matchesSan(matcher, san)),
    )
  }
}

function matchesSan(matcher: TypedMatcher, san: San): boolean {
  // CVE-2022-21656: a name is only compared by a matcher of its own type.
  if (matcher.type !== null && matcher.type !== san.type) return false
  if (san.type === SanType.other) return false
  if (matcher.dnsName !== null && san.type === SanType.dns)
    return matchesDnsName(san.value.toLowerCase(), matcher.dnsName)
  return matcher.matcher.matches(toWireText(san.value))
}

/** CVE-2020-15104: `*` in a certificate covers exactly one left-most label. */
export function matchesDnsName(pattern: string, name: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === name
  const dot = name.indexOf('.')
  return dot > 0 && name.slice(dot) === pattern.slice(1)
}

/** Both fields of a validation context, typed and untyped. */
export function compileSanMatchers(
  context: CertificateValidationContext | null,
  at: Violations,
): SanMatchers {
  const exactUris = new Set<string>()
  const matchers: TypedMatcher[] = []
  const domains = new Set<string>()
  const add = (type: SanType | null, message: StringMatcherMessage | null, place: Violations) => {
    const domain = trustDomainOf(message)
    if (domain !== null) domains.add(domain)
    const isPlainExact = message?.exact != null && !message.ignoreCase
    if (isPlainExact && (type === SanType.uri || message.exact?.startsWith('spiffe://'))) {
      exactUris.add(message.exact as string) // checked by isPlainExact
      return
    }
    const matcher = compileMatcher(message, place)
    const exact = message?.exact ?? null
    const isDns = exact !== null && (type === null || type === SanType.dns)
    if (matcher !== null)
      matchers.push({ type, dnsName: isDns ? exact.toLowerCase() : null, matcher })
  }
  for (const [i, entry] of (context?.matchTypedSubjectAltNames ?? []).entries()) {
    const place = at.at('match_typed_subject_alt_names', i)
    const type = TYPES.get(entry.sanType)
    if (type === undefined) place.at('san_type').unsupported('this type of name')
    else add(type, entry.matcher, place.at('matcher'))
  }
  for (const [i, entry] of (context?.matchSubjectAltNames ?? []).entries())
    add(null, entry, at.at('match_subject_alt_names', i))
  return new SanMatchers(exactUris, matchers, [...domains])
}

/** The trust domain that an exact or prefix matcher of SPIFFE ids names. */
function trustDomainOf(message: StringMatcherMessage | null): string | null {
  const text = message?.exact ?? message?.prefix ?? ''
  const id = parseSpiffeId(text.endsWith('/') ? text.slice(0, -1) : text)
  return id.kind === 'ok' ? id.value.trustDomain : null
}

function compileMatcher(
  message: StringMatcherMessage | null,
  at: Violations,
): StringMatcher | null {
  const spec = specOf(message)
  if (spec === null) {
    at.add('names no pattern')
    return null
  }
  const compiled = compileString({ ...spec, ignoreCase: message?.ignoreCase ?? false })
  if (compiled.kind === 'ok') return compiled.value
  at.adopt(compiled.violations)
  return null
}

function specOf(message: StringMatcherMessage | null) {
  if (message === null) return null
  if (message.exact !== null) return { kind: 'exact', value: message.exact } as const
  if (message.prefix !== null) return { kind: 'prefix', value: message.prefix } as const
  if (message.suffix !== null) return { kind: 'suffix', value: message.suffix } as const
  if (message.contains !== null) return { kind: 'contains', value: message.contains } as const
  if (message.safeRegex !== null) return { kind: 'regex', value: message.safeRegex.regex } as const
  return null
}

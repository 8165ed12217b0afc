/** HashPolicy messages. */
import { isFieldName } from '@flotilla/http1'
import type { RouteActionHashPolicy } from '@flotilla/proto'
import { durationMs } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { HashCookie, HashPolicy } from '../route/hash-policy.ts'
import { regexRewrite } from './matchers.ts'

const COOKIE_TEXT = /^[\x20-\x3a\x3c-\x7e]*$/

export function compileHashPolicies(
  messages: readonly RouteActionHashPolicy[],
  at: Violations,
): readonly HashPolicy[] {
  const policies: HashPolicy[] = []
  messages.forEach((message, i) => {
    const policy = hashPolicy(message, at.at('hash_policy', i))
    if (policy !== null) policies.push(policy)
  })
  return policies
}

function hashPolicy(message: RouteActionHashPolicy, at: Violations): HashPolicy | null {
  const isTerminal = message.terminal
  if (message.header !== null) {
    const name = message.header.headerName.toLowerCase()
    if (name === '') at.at('header').at('header_name').add('must not be empty')
    const rewrite = regexRewrite(message.header.regexRewrite, at.at('header').at('regex_rewrite'))
    return { kind: 'header', name, rewrite, isTerminal }
  }
  if (message.cookie !== null)
    return { kind: 'cookie', cookie: cookie(message.cookie, at.at('cookie')), isTerminal }
  if (message.connectionProperties !== null)
    return message.connectionProperties.sourceIp ? { kind: 'sourceIp', isTerminal } : null
  if (message.queryParameter !== null)
    return { kind: 'query', name: message.queryParameter.name, isTerminal }
  if (message.filterState !== null) {
    const { key } = message.filterState
    if (key === '') at.at('filter_state').at('key').add('must not be empty')
    return { kind: 'filterState', key, isTerminal }
  }
  at.add('names no policy')
  return null
}

function cookie(message: NonNullable<RouteActionHashPolicy['cookie']>, at: Violations): HashCookie {
  if (!isFieldName(message.name)) at.at('name').add('is not a cookie name')
  if (!COOKIE_TEXT.test(message.path)) at.at('path').add('is not a cookie path')
  let attributes = ''
  message.attributes.forEach(({ name, value }, i) => {
    if (!isFieldName(name) || !COOKIE_TEXT.test(value))
      at.at('attributes', i).add('is not a cookie attribute')
    attributes += value === '' ? `; ${name}` : `; ${name}=${value}`
  })
  const ttlMs = message.ttl === null ? -1 : durationMs(message.ttl, 0, at.at('ttl'))
  return {
    name: message.name,
    ttlSec: ttlMs < 0 ? -1 : Math.floor(ttlMs / 1000),
    path: message.path,
    attributes,
  }
}

/** What may be done: one Permission of an access policy. */
import {
  compileHeader,
  compileMetadata,
  compileString,
  compileUriTemplate,
  type StringMatcher,
} from '@flotilla/match'
import {
  type Permission,
  type StringMatcher as StringMessage,
  UriTemplateMatchConfig,
} from '@flotilla/proto'
import { withoutQuery } from '@flotilla/uri'
import { compileCidr } from '../compile/cidr.ts'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { headerSpec, metadataSpec, stringSpec } from '../http/compile/matchers.ts'
import type { RbacPredicate } from './rbac-rules.ts'
import { isInBlock } from './rbac-view.ts'

const never: RbacPredicate = () => false

export function compilePermission(message: Permission, at: Violations): RbacPredicate {
  if (message.any === true) return () => true
  if (message.andRules !== null) {
    const rules = all(message.andRules.rules, at.at('and_rules'))
    return (view) => rules.every((rule) => rule(view))
  }
  if (message.orRules !== null) {
    const rules = all(message.orRules.rules, at.at('or_rules'))
    return (view) => rules.some((rule) => rule(view))
  }
  if (message.notRule !== null) {
    const rule = compilePermission(message.notRule, at.at('not_rule'))
    return (view) => !rule(view)
  }
  if (message.destinationPort !== null) {
    const port = message.destinationPort
    return (view) => view.connection.localPort === port
  }
  if (message.destinationPortRange !== null) {
    const { start, end } = message.destinationPortRange
    return (view) => view.connection.localPort >= start && view.connection.localPort < end
  }
  if (message.destinationIp !== null) {
    const block = compileCidr(message.destinationIp, at.at('destination_ip'))
    return block === null ? never : (view) => isInBlock(block, view.connection.localAddress)
  }
  return textPermission(message, at)
}

function textPermission(message: Permission, at: Violations): RbacPredicate {
  if (message.header !== null) return headerPredicate(message.header, at.at('header'))
  if (message.urlPath !== null) return pathPredicate(message.urlPath.path, at.at('url_path.path'))
  if (message.metadata !== null) return metadataPredicate(message.metadata, at.at('metadata'))
  if (message.requestedServerName !== null) {
    const matcher = stringMatcher(message.requestedServerName, at.at('requested_server_name'))
    return matcher === null ? never : (view) => matcher.matches(view.connection.requestedServerName)
  }
  if (message.uriTemplate !== null) return templatePermission(message.uriTemplate, at)
  if (message.matcher !== null) at.at('matcher').unsupported()
  else at.add('names no rule')
  return never
}

function templatePermission(
  message: NonNullable<Permission['uriTemplate']>,
  at: Violations,
): RbacPredicate {
  const place = at.at('uri_template').at('typed_config')
  const any = message.typedConfig
  if (any === null || !isType(any, UriTemplateMatchConfig)) {
    place.unsupported(any?.typeUrl ?? 'this template')
    return never
  }
  const compiled = compileUriTemplate(
    unpack(UriTemplateMatchConfig, any, place)?.pathTemplate ?? '',
  )
  if (compiled.kind === 'ok') {
    const template = compiled.value
    return (view) => template.matches(withoutQuery(view.path))
  }
  place.adopt(compiled.violations)
  return never
}

function all(rules: readonly Permission[], at: Violations): readonly RbacPredicate[] {
  if (rules.length === 0) at.at('rules').add('must not be empty')
  return rules.map((rule, i) => compilePermission(rule, at.at('rules', i)))
}

export function headerPredicate(
  message: NonNullable<Permission['header']>,
  at: Violations,
): RbacPredicate {
  const before = at.count
  const compiled = compileHeader(headerSpec(message, at))
  if (compiled.kind === 'ok') return (view) => compiled.value.matches(view)
  if (at.count === before) at.adopt(compiled.violations)
  return never
}

export function pathPredicate(message: StringMessage | null, at: Violations): RbacPredicate {
  if (message === null) {
    at.add('is required')
    return never
  }
  const matcher = stringMatcher(message, at)
  if (matcher === null) return never
  return (view) => view.path !== '' && matcher.matches(withoutFragment(withoutQuery(view.path)))
}

export function metadataPredicate(
  message: NonNullable<Permission['metadata']>,
  at: Violations,
): RbacPredicate {
  const before = at.count
  const compiled = compileMetadata(metadataSpec(message, at))
  if (compiled.kind === 'ok') return (view) => compiled.value.matches(view)
  if (at.count === before) at.adopt(compiled.violations)
  return never
}

export function stringMatcher(message: StringMessage, at: Violations): StringMatcher | null {
  const before = at.count
  const compiled = compileString(stringSpec(message, at))
  if (compiled.kind === 'ok') return compiled.value
  if (at.count === before) at.adopt(compiled.violations)
  return null
}

function withoutFragment(path: string): string {
  const at = path.indexOf('#')
  return at === -1 ? path : path.slice(0, at)
}

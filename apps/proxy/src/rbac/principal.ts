/** Who may do it: one Principal of an access policy. */
import type { FilterStateMatcher, Principal } from '@flotilla/proto'
import { compileCidr } from '../compile/cidr.ts'
import type { Violations } from '../compile/violations.ts'
import { headerPredicate, metadataPredicate, pathPredicate, stringMatcher } from './permission.ts'
import type { RbacPredicate } from './rbac-rules.ts'
import { isInBlock } from './rbac-view.ts'

const never: RbacPredicate = () => false

export function compilePrincipal(message: Principal, at: Violations): RbacPredicate {
  if (message.any === true) return () => true
  if (message.andIds !== null) {
    const ids = all(message.andIds.ids, at.at('and_ids'))
    return (view) => ids.every((id) => id(view))
  }
  if (message.orIds !== null) {
    const ids = all(message.orIds.ids, at.at('or_ids'))
    return (view) => ids.some((id) => id(view))
  }
  if (message.notId !== null) {
    const id = compilePrincipal(message.notId, at.at('not_id'))
    return (view) => !id(view)
  }
  if (message.authenticated !== null) return authenticated(message.authenticated, at)
  return addressOrText(message, at)
}

/** Without a name: any connection whose peer showed a certificate. With one: its URI SAN, else a DNS SAN, else its subject. */
function authenticated(
  message: NonNullable<Principal['authenticated']>,
  at: Violations,
): RbacPredicate {
  if (message.principalName === null) return (view) => view.clientCertificate === 1
  const matcher = stringMatcher(message.principalName, at.at('authenticated').at('principal_name'))
  if (matcher === null) return never
  return (view) => {
    const { tls } = view.connection
    if (tls === null) return false
    if (tls.peerPrincipal !== null) return matcher.matches(tls.peerPrincipal)
    if (tls.peerDnsNames.length > 0) return tls.peerDnsNames.some((name) => matcher.matches(name))
    return matcher.matches(tls.peerSubject)
  }
}

function addressOrText(message: Principal, at: Violations): RbacPredicate {
  const direct = message.directRemoteIp ?? message.sourceIp
  if (direct !== null) {
    const field = message.directRemoteIp === null ? 'source_ip' : 'direct_remote_ip'
    const block = compileCidr(direct, at.at(field))
    return block === null ? never : (view) => isInBlock(block, view.connection.remoteAddress)
  }
  if (message.remoteIp !== null) {
    const block = compileCidr(message.remoteIp, at.at('remote_ip'))
    return block === null ? never : (view) => isInBlock(block, view.clientAddress)
  }
  if (message.header !== null) return headerPredicate(message.header, at.at('header'))
  if (message.urlPath !== null) return pathPredicate(message.urlPath.path, at.at('url_path.path'))
  if (message.metadata !== null) return metadataPredicate(message.metadata, at.at('metadata'))
  if (message.filterState !== null)
    return filterStatePredicate(message.filterState, at.at('filter_state'))
  at.add('names no identifier')
  return never
}

function filterStatePredicate(
  { key, stringMatch }: FilterStateMatcher,
  at: Violations,
): RbacPredicate {
  if (key === '') at.at('key').add('must not be empty')
  if (stringMatch === null) {
    at.add('names no matcher')
    return never
  }
  const matcher = stringMatcher(stringMatch, at.at('string_match'))
  if (matcher === null) return never
  return (view) => {
    const value = view.filterState?.(key) ?? null
    return value !== null && matcher.matches(value)
  }
}

function all(ids: readonly Principal[], at: Violations): readonly RbacPredicate[] {
  if (ids.length === 0) at.at('ids').add('must not be empty')
  return ids.map((id, i) => compilePrincipal(id, at.at('ids', i)))
}

/** Whether roles and their bindings allow an action to a subject. */
import { type AuthorizationInstance, type ValueMap, valueText } from '@flotilla/adapter-sdk'
import type { Role, RoleRule, Roles, Subject } from './role-store.ts'

export function isAllowed(roles: Roles, instance: AuthorizationInstance): boolean {
  const { namespace, service } = instance.action
  if (namespace === '' || service === '') return false
  return (roles.get(namespace) ?? []).some((role) => roleAllows(role, instance))
}

function roleAllows(
  { rules, subjects }: Role,
  { action, subject }: AuthorizationInstance,
): boolean {
  return (
    subjects.some((one) => isSubject(one, subject)) &&
    rules.some((rule) => ruleAllows(rule, action))
  )
}

function ruleAllows(rule: RoleRule, action: AuthorizationInstance['action']): boolean {
  const within = (list: readonly string[], value: string): boolean =>
    list.length === 0 || list.some((pattern) => matches(pattern, value))
  return (
    rule.services.some((pattern) => matches(pattern, action.service)) &&
    within(rule.paths, action.path) &&
    within(rule.methods, action.method) &&
    rule.constraints.every(({ key, values }) => hasOne(action.properties, key, values))
  )
}

/** A subject that names nothing is nobody. */
function isSubject(
  { user, group, properties }: Subject,
  subject: AuthorizationInstance['subject'],
): boolean {
  if (user === '' && group === '' && properties.size === 0) return false
  if (user !== '' && user !== '*' && user !== subject.user) return false
  if (group !== '' && group !== subject.groups) return false
  for (const [key, value] of properties) if (!hasOne(subject.properties, key, [value])) return false
  return true
}

function hasOne(properties: ValueMap, key: string, patterns: readonly string[]): boolean {
  if (!properties.has(key)) return false
  const value = valueText(properties.get(key))
  return patterns.some((pattern) => matches(pattern, value))
}

/** `*`, `prefix*`, `*suffix`, or the text itself. */
function matches(pattern: string, value: string): boolean {
  if (pattern === '*') return true
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1))
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1))
  return pattern === value
}

/** Header additions and removals of one level of a route configuration. */
import { fieldValueFromText, isFieldName } from '@flotilla/http1'
import { compileString, type StringMatcher } from '@flotilla/match'
import type {
  HeaderMutationRemoveOnMatch,
  HeaderMutationRule,
  HeaderValueOption,
} from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import { MERGED_IN_REQUESTS, MERGED_IN_RESPONSES } from '../merged-headers.ts'
import {
  AppendAction,
  HeaderAddition,
  type HeaderMutation,
  HeaderRemoval,
  HeaderRemovalByMatch,
  LevelAdditions,
} from '../route/header-mutation.ts'
import { compileFormat, type Format } from '../substitution.ts'
import { stringSpec } from './matchers.ts'

export interface LevelFields {
  readonly toAdd: readonly HeaderValueOption[]
  readonly toRemove: readonly string[]
}

/** One level: removals first, then additions (spec §1.5). @param side names the fields in violations. */
export function levelMutations(
  level: LevelFields,
  side: 'request' | 'response',
  at: Violations,
): readonly HeaderMutation[] {
  const list: HeaderMutation[] = []
  level.toRemove.forEach((name, i) => {
    const place = at.at(`${side}_headers_to_remove`, i)
    if (isEditable(name, place)) list.push(new HeaderRemoval(name))
  })
  const additions: HeaderAddition[] = []
  level.toAdd.forEach((option, i) => {
    const made = addition(option, side, at.at(`${side}_headers_to_add`, i))
    if (made !== null) additions.push(made)
  })
  if (additions.length > 0) list.push(new LevelAdditions(additions))
  return list
}

function addition(
  option: HeaderValueOption,
  side: 'request' | 'response',
  at: Violations,
): HeaderAddition | null {
  const { header } = option
  if (header === null) {
    at.at('header').add('is required')
    return null
  }
  if (!isEditable(header.key, at.at('header').at('key'))) return null
  const text =
    header.rawValue.length > 0 ? Buffer.from(header.rawValue).toString('utf8') : header.value
  const format = headerFormat(text, at.at('header').at('value'))
  if (format === null) return null
  const merged = side === 'request' ? MERGED_IN_REQUESTS : MERGED_IN_RESPONSES
  return new HeaderAddition(header.key, format, appendAction(option), {
    keepsEmpty: option.keepEmptyValue,
    merges: merged.has(header.key.toLowerCase()),
  })
}

/** `append` is the old spelling: unset and true append, false overwrites. */
function appendAction(option: HeaderValueOption): AppendAction {
  if (option.append === false) return AppendAction.OverwriteIfExistsOrAdd
  return option.appendAction as AppendAction // the values are those of Envoy's enum
}

/** Literal parts are brought into wire form here, once; a control character in them is a violation. */
function headerFormat(text: string, at: Violations): Format | null {
  const wire = fieldValueFromText(text)
  if (wire === null) {
    at.add('holds a control character')
    return null
  }
  const compiled = compileFormat(wire)
  if (compiled.kind === 'ok') return compiled.value
  at.adopt(compiled.violations)
  return null
}

function isEditable(name: string, at: Violations): boolean {
  if (name.startsWith(':') || name.toLowerCase() === 'host') {
    at.add(`${name} cannot be edited`)
    return false
  }
  if (isFieldName(name)) return true
  at.add(`${JSON.stringify(name)} is not a header name`)
  return false
}

/** HeaderMutation messages of filters: in the order in which they stand. */
export function mutationRules(
  rules: readonly HeaderMutationRule[],
  field: string,
  at: Violations,
): readonly HeaderMutation[] {
  const side = field.startsWith('response') ? 'response' : 'request'
  const list: HeaderMutation[] = []
  rules.forEach((rule, i) => {
    const place = at.at(field, i)
    if (rule.append !== null) {
      const mutation = addition(rule.append, side, place.at('append'))
      if (mutation !== null) list.push(mutation)
    } else if (rule.remove !== null) {
      if (isEditable(rule.remove, place.at('remove'))) list.push(new HeaderRemoval(rule.remove))
    } else if (rule.removeOnMatch !== null) {
      const matcher = removalMatcher(rule.removeOnMatch, place.at('remove_on_match'))
      if (matcher !== null) list.push(new HeaderRemovalByMatch(matcher))
    } else place.add('names no action')
  })
  return list
}

function removalMatcher(
  message: HeaderMutationRemoveOnMatch,
  at: Violations,
): StringMatcher | null {
  const place = at.at('key_matcher')
  if (message.keyMatcher === null) {
    place.add('is required')
    return null
  }
  const before = place.count
  const compiled = compileString(stringSpec(message.keyMatcher, place))
  if (compiled.kind === 'ok') return compiled.value
  if (place.count === before) place.adopt(compiled.violations)
  return null
}

/** All levels in order of application, or null where there is nothing to do. */
export function inOrder(
  levels: readonly (readonly HeaderMutation[])[],
  isMostSpecificLast: boolean,
): readonly HeaderMutation[] | null {
  const ordered = (isMostSpecificLast ? levels.toReversed() : levels).flat()
  return ordered.length === 0 ? null : ordered
}

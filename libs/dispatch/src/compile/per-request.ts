/** Attributes that differ from request to request: a decision that rests on one can hardly be reused. */
import { Variety } from '@flotilla/adapter-sdk'
import type { CompiledRule } from './rules.ts'

const PER_REQUEST: ReadonlySet<string> = new Set([
  'connection.id',
  'context.time',
  'context.timestamp',
  'request.id',
  'request.path',
  'request.query_params',
  'request.size',
  'request.time',
  'request.total_size',
])

/** Attributes that a rule may read, sorted. */
export function attributesOf(rule: CompiledRule): string[] {
  const names = new Set(rule.match?.attributeNames ?? [])
  for (const action of rule.actions)
    for (const instance of action.instances)
      for (const name of instance.builder.attributeNames) names.add(name)
  return [...names].sort()
}

/** Those of them that keep the decisions of a rule that checks from being reused; empty for rules that do not check. */
export function perRequestAttributesOf(rule: CompiledRule): string[] {
  const isCheck = rule.actions.some((action) =>
    action.instances.some((instance) => instance.template.variety === Variety.check),
  )
  return isCheck ? attributesOf(rule).filter((name) => PER_REQUEST.has(name)) : []
}

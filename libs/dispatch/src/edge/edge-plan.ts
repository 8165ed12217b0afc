/** Whether the checks of a namespace may be decided where its requests are, and what that takes; else which rules need the server, and why. */
import { type Adapter, Variety } from '@flotilla/adapter-sdk'
import { valueTypeName } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import type { CompiledOperation } from '../compile/header-operations.ts'
import type { CompiledInstance } from '../compile/instances.ts'
import type { CompiledRule } from '../compile/rules.ts'
import type { HandlerPlan } from '../compile/snapshot.ts'
import type { RoutingTable } from '../run/routing-table.ts'
import {
  type EdgeContent,
  type EdgeObject,
  edgeDigest,
  encodeEdgeContent,
  MAX_EDGE_BYTES,
} from './edge-content.ts'
import { isSidecarSupplied } from './supplied-attributes.ts'

/** Why a rule keeps the checks of its namespace at the server. */
export interface EdgeReason {
  /** `name.namespace`, empty where it is none of a single rule. */
  readonly rule: string
  readonly reason: string
}

export interface EdgePlan {
  readonly namespace: string
  /** What decides at the edge, encoded; null: the server decides. */
  readonly content: Uint8Array | null
  /** Of the content, empty without. */
  readonly digest: string
  /** Rules that take part in its checks. */
  readonly rules: number
  /** Why the server decides: in rule order, empty where it need not. */
  readonly reasons: readonly EdgeReason[]
}

export interface EdgePlanOptions {
  /** Whose requests are decided. Not empty. */
  readonly namespace: string
  /** Rules of this namespace apply to every request. */
  readonly defaultNamespace: string
  /** Those that proxies have, by name. */
  readonly edgeAdapters: ReadonlyMap<string, Adapter>
}

/** Rules beyond which the server decides: a proxy walks them for each request. docs/limits.md */
export const MAX_EDGE_RULES = 256

// What the namespace of a request is told by, and so is read for every decision.
const SELECTORS = ['context.reporter.kind', 'destination.namespace', 'source.namespace']

/** Decisions combine over all rules, so one that needs the server leaves it all of them. Cost: O(rules). */
export function edgePlan(table: RoutingTable, options: EdgePlanOptions): EdgePlan {
  const { namespace, defaultNamespace } = options
  const { snapshot } = table
  const generated = generatedAttributes(snapshot.rules)
  const rules = snapshot.rules.filter(
    (rule) => rule.namespace === namespace || rule.namespace === defaultNamespace,
  )
  const reasons: EdgeReason[] = []
  const gathered = new Gathered(table)
  let taken = 0
  for (const rule of rules) {
    const part = checkPart(rule, table)
    if (part === null) continue
    taken++
    for (const reason of obstaclesOf(rule, part, table, generated, options.edgeAdapters))
      reasons.push({ rule: `${rule.name}.${rule.namespace}`, reason })
    if (reasons.length === 0) gathered.add(rule, part)
  }
  if (taken > MAX_EDGE_RULES)
    reasons.push({ rule: '', reason: `${taken} rules are more than ${MAX_EDGE_RULES}` })
  const server: EdgePlan = { namespace, content: null, digest: '', rules: taken, reasons }
  if (reasons.length > 0) return server
  const read = new Set([...gathered.attributes, ...SELECTORS])
  const guarded = [...read].filter((name) => generated.has(name))
  const made: EdgeContent = { namespace, defaultNamespace, guarded, objects: gathered.objects() }
  const content = encodeEdgeContent(made)
  if (content.length > MAX_EDGE_BYTES) {
    const reason = `${content.length} bytes of configuration are more than ${MAX_EDGE_BYTES}`
    return { ...server, reasons: [{ rule: '', reason }] }
  }
  return { namespace, content, digest: edgeDigest(content), rules: taken, reasons: [] }
}

/** What of a rule takes part in checks. */
interface CheckPart {
  readonly actions: readonly {
    readonly plan: HandlerPlan
    readonly instances: readonly CompiledInstance[]
  }[]
  readonly isBroken: boolean
}

/** Null where the rule has no part in checks. */
function checkPart(rule: CompiledRule, { snapshot, handlers }: RoutingTable): CheckPart | null {
  const actions: { plan: HandlerPlan; instances: readonly CompiledInstance[] }[] = []
  for (const { handlerKey, instances } of rule.actions) {
    const checks = instances.filter(({ template }) => isCheck(template.variety))
    const plan = snapshot.plans.get(handlerKey)
    // A handler that could not be built takes no part at the server either.
    if (checks.length > 0 && plan !== undefined && handlers.has(handlerKey))
      actions.push({ plan, instances: checks })
  }
  const isPartial = rule.isIncomplete || rule.actions.some((one) => !handlers.has(one.handlerKey))
  const isBroken = rule.failClosed && isPartial
  const operations = rule.requestOperations.length + rule.responseOperations.length
  return actions.length + operations > 0 || isBroken ? { actions, isBroken } : null
}

function isCheck(variety: Variety): boolean {
  return variety === Variety.check || variety === Variety.checkWithOutput
}

/** Why the server has to decide; empty where it need not. */
function obstaclesOf(
  rule: CompiledRule,
  part: CheckPart,
  table: RoutingTable,
  generated: ReadonlySet<string>,
  edgeAdapters: ReadonlyMap<string, Adapter>,
): string[] {
  const reasons: string[] = []
  if (part.isBroken) reasons.push('it fails closed, and a part of it cannot work')
  for (const { plan } of part.actions) {
    const live = table.handlers.get(plan.config.key)
    if (!edgeAdapters.has(plan.config.adapter.name) || live?.adapter !== plan.config.adapter.name)
      reasons.push(
        `the adapter ${plan.config.adapter.name} of ${plan.config.name} needs the server`,
      )
    else if (!decidesAlone(plan)) reasons.push(`${plan.config.name} needs the server`)
  }
  const hidden = [...attributesOfPart(rule, part)].filter(
    (name) => generated.has(name) && !isSidecarSupplied(name),
  )
  if (hidden.length > 0)
    reasons.push(`${hidden.sort().join(', ')}: known to the server's attribute generators only`)
  return reasons
}

function decidesAlone({ config, instances }: HandlerPlan): boolean {
  const wiring = {
    handler: config.name,
    instances: instances.map((instance) => instance.builder.shape),
    previous: null,
  }
  try {
    const acceptance = config.adapter.accept(config.params, config.paramsPath, wiring)
    return acceptance.kind === 'ok' && acceptance.accepted.decideAtEdge() !== null
  } catch {
    // An adapter that cannot say so, for whatever reason, decides at the server only.
    return false
  }
}

function attributesOfPart(rule: CompiledRule, { actions }: CheckPart): Set<string> {
  const names = new Set(rule.match?.attributeNames ?? [])
  for (const { instances } of actions)
    for (const { builder } of instances) for (const name of builder.attributeNames) names.add(name)
  for (const { values } of [...rule.requestOperations, ...rule.responseOperations])
    for (const value of values) for (const name of value.attributeNames) names.add(name)
  return names
}

/** Attributes that any generator writes, of whatever namespace. */
function generatedAttributes(rules: readonly CompiledRule[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const rule of rules)
    for (const { instances } of rule.actions)
      for (const { bindings } of instances)
        for (const { attribute } of bindings?.list ?? []) names.add(attribute)
  return names
}

/** The objects of a bundle, each once, as they are in force: what compilation left out is left out. */
class Gathered {
  readonly attributes = new Set<string>()
  private readonly table: RoutingTable
  private readonly rules: EdgeObject[] = []
  private readonly others = new Map<string, EdgeObject>()

  constructor(table: RoutingTable) {
    this.table = table
  }

  add(rule: CompiledRule, part: CheckPart): void {
    const actions = part.actions.map(({ plan, instances }) => {
      this.others.set(plan.config.key, edgeObject(plan.config.object))
      for (const { key } of instances) {
        const object = this.table.snapshot.instanceObjects.get(key)
        if (object !== undefined) this.others.set(key, edgeObject(object))
      }
      return { handler: plan.config.key, instances: instances.map(({ key }) => key) }
    })
    for (const name of attributesOfPart(rule, part)) this.attributes.add(name)
    const spec = {
      match: rule.match?.text ?? '',
      actions,
      requestHeaderOperations: rule.requestOperations.map(operation),
      responseHeaderOperations: rule.responseOperations.map(operation),
    }
    this.rules.push({ ...edgeObject(rule.object), spec })
  }

  objects(): readonly EdgeObject[] {
    const attributes: Record<string, { readonly valueType: string }> = {}
    for (const name of [...this.attributes].sort()) {
      const type = this.table.snapshot.vocabulary.get(name)
      if (type !== undefined) attributes[name] = { valueType: valueTypeName(type) }
    }
    const manifest: EdgeObject = {
      apiVersion: 'config.istio.io/v1alpha2',
      kind: 'attributemanifest',
      name: 'edge',
      namespace: '',
      spec: { attributes },
    }
    return [manifest, ...this.rules, ...this.others.values()]
  }
}

function operation({ name, operation, values }: CompiledOperation): object {
  return { name, operation, values: values.map((value) => value.text) }
}

function edgeObject({ apiVersion, kind, metadata, spec }: ConfigObject): EdgeObject {
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace, spec }
}

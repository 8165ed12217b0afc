/** Compiles configuration objects into an immutable snapshot: best effort, with every problem collected. Pure. */
import { type Adapter, templateOf } from '@flotilla/adapter-sdk'
import type { AttributeManifestSpec, ConfigObject } from '@flotilla/model'
import { type AdapterInfo, adapterInfoOf } from '../dynamic/adapter-info.ts'
import { type RemoteTemplate, remoteTemplateOf } from '../dynamic/template.ts'
import { type Problem, ProblemList } from '../problem.ts'
import { canonicalJson } from './canonical-json.ts'
import { Expressions } from './expressions.ts'
import { type HandlerConfig, handlerConfigOf } from './handlers.ts'
import { type CompiledInstance, compileInstanceObject } from './instances.ts'
import { canonicalKey } from './names.ts'
import { perRequestAttributesOf } from './per-request.ts'
import { type CompiledRule, compileRule } from './rules.ts'
import { type Vocabulary, vocabularyOf } from './vocabulary.ts'

/** A handler that rules use, with everything its instance depends on. */
export interface HandlerPlan {
  readonly config: HandlerConfig
  /** Sorted by key. */
  readonly instances: readonly CompiledInstance[]
  /** A handler built from an equal signature may be kept. */
  readonly signature: string
}

export interface ConfigSnapshot {
  readonly vocabulary: Vocabulary
  /** Sorted by namespace and name. */
  readonly rules: readonly CompiledRule[]
  /** Only handlers that rules use, by canonical key. */
  readonly plans: ReadonlyMap<string, HandlerPlan>
  /** All handlers that can be configured, used or not, by canonical key. */
  readonly handlers: ReadonlyMap<string, HandlerConfig>
  /** Of the instances that rules can use, by canonical key. */
  readonly instanceObjects: ReadonlyMap<string, ConfigObject>
  readonly problems: readonly Problem[]
  readonly counts: SnapshotCounts
}

export interface SnapshotCounts {
  readonly adapterInfos: number
  readonly attributes: number
  readonly handlers: number
  readonly instances: number
  readonly rules: number
  readonly templates: number
}

/**
 * @param objects attributemanifest, handler, instance, rule and the legacy kinds, in any order; equal sets give equal snapshots.
 * @param adapters by name.
 */
export function compileSnapshot(
  objects: readonly ConfigObject[],
  adapters: ReadonlyMap<string, Adapter>,
): ConfigSnapshot {
  const sorted = [...objects].sort(compareObjects)
  const problems = new ProblemList()
  const ofKind = (kind: string): ConfigObject[] => sorted.filter((one) => one.kind === kind)
  const manifests = ofKind('attributemanifest') as ConfigObject<AttributeManifestSpec>[] // the kind's own spec
  const vocabulary = vocabularyOf(manifests, problems)
  const expressions = new Expressions(vocabulary)

  const templateObjects = ofKind('template')
  const templates = new Map<string, RemoteTemplate>()
  for (const object of templateObjects) {
    const template = remoteTemplateOf(object, problems)
    if (template !== null) templates.set(template.name, template)
  }
  const infoObjects = ofKind('adapter')
  const infos = new Map<string, AdapterInfo>()
  for (const object of infoObjects) {
    const info = adapterInfoOf(object, templates, problems)
    if (info !== null) infos.set(info.key, info)
  }
  const instanceObjects = sorted.filter(isInstance)
  const instances = new Map<string, CompiledInstance>()
  for (const object of instanceObjects) {
    const compiled = compileInstanceObject(object, expressions, vocabulary, templates, problems)
    if (compiled !== null) instances.set(compiled.key, compiled)
  }
  const handlerObjects = sorted.filter(isHandler)
  const handlers = new Map<string, HandlerConfig>()
  for (const object of handlerObjects) {
    const config = handlerConfigOf(object, { adapters, infos, instances, problems })
    if (config !== null) handlers.set(config.key, config)
  }
  const ruleObjects = ofKind('rule')
  const rules = ruleObjects
    .map((object) => compileRule(object, { expressions, handlers, instances, problems }))
    .filter((rule) => rule !== null)
  for (const rule of rules) warnOfPerRequest(rule, problems)
  return {
    vocabulary,
    rules,
    plans: plansOf(rules, handlers),
    handlers,
    instanceObjects: new Map(instanceObjects.map((object) => [canonicalKey(object), object])),
    problems: problems.problems,
    counts: {
      adapterInfos: infoObjects.length,
      attributes: vocabulary.size,
      handlers: handlerObjects.length,
      instances: instanceObjects.length,
      rules: ruleObjects.length,
      templates: templateObjects.length,
    },
  }
}

function warnOfPerRequest(rule: CompiledRule, problems: ProblemList): void {
  const names = perRequestAttributesOf(rule)
  if (names.length === 0) return
  const message = `reads ${names.join(', ')}, which differs from request to request: its decisions can hardly be reused`
  problems.warning(rule.object, 'rule', 'spec', message)
}

function isInstance(object: ConfigObject): boolean {
  return object.kind === 'instance' || templateOf(object.kind) !== null
}

// Legacy adapter kinds are in lower case, and named after their adapter; whatever else is given is none.
function isHandler(object: ConfigObject): boolean {
  if (object.kind === 'handler') return true
  const isOther = ['attributemanifest', 'rule', 'adapter', 'template'].includes(object.kind)
  return !isOther && !isInstance(object) && /^[a-z]+$/.test(object.kind)
}

function plansOf(
  rules: readonly CompiledRule[],
  handlers: ReadonlyMap<string, HandlerConfig>,
): ReadonlyMap<string, HandlerPlan> {
  const used = new Map<string, Map<string, CompiledInstance>>()
  for (const action of rules.flatMap((rule) => rule.actions)) {
    const instances = used.get(action.handlerKey) ?? new Map()
    for (const instance of action.instances) instances.set(instance.key, instance)
    used.set(action.handlerKey, instances)
  }
  const plans = new Map<string, HandlerPlan>()
  for (const key of [...used.keys()].sort()) {
    const config = handlers.get(key)
    if (config === undefined) continue
    const instances = [...(used.get(key)?.values() ?? [])].sort((a, b) => (a.key < b.key ? -1 : 1))
    const signature = canonicalJson([
      config.adapter.name,
      config.params ?? {},
      config.identity,
      instances.map((instance) => [instance.key, instance.signature]),
    ])
    plans.set(key, { config, instances, signature })
  }
  return plans
}

/** By kind, namespace, name: rules of one kind are so ordered by namespace and name. */
function compareObjects(a: ConfigObject, b: ConfigObject): number {
  const left = [a.kind, a.metadata.namespace, a.metadata.name]
  const right = [b.kind, b.metadata.namespace, b.metadata.name]
  for (const [i, one] of left.entries()) {
    const other = right[i] ?? ''
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

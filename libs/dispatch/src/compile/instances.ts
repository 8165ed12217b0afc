/** The instances of a snapshot, of kind instance and of the legacy kinds. */
import { type Template, type TemplateName, templateOf, Variety } from '@flotilla/adapter-sdk'
import type { ConfigObject, InstanceSpec } from '@flotilla/model'
import { compileRemoteInstance } from '../dynamic/remote-instance.ts'
import type { RemoteTemplate } from '../dynamic/template.ts'
import type { ProblemList } from '../problem.ts'
import { type Bindings, compileBindings } from './binding.ts'
import { canonicalJson } from './canonical-json.ts'
import type { Expressions } from './expressions.ts'
import { compileInstance, type InstanceBuilder } from './instance-builder.ts'
import { canonicalKey, shortName } from './names.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface CompiledInstance {
  readonly key: string
  /** Lower case: how quotas are asked for, in any case. */
  readonly shortName: string
  readonly template: Template
  readonly builder: InstanceBuilder
  /** Of generators, else null. */
  readonly bindings: Bindings | null
  /** Equal for equal template, params and bindings. */
  readonly signature: string
  /** Out of process: an encoded Any that tells an adapter's session the types of its fields; else null. */
  readonly inferredType: Uint8Array | null
}

interface Fields {
  readonly template: Template<TemplateName>
  readonly params: unknown
  readonly paramsPath: string
  readonly bindings: unknown
  readonly bindingsPath: string
}

/** The instance, or null with its problems reported. */
export function compileInstanceObject(
  object: ConfigObject,
  expressions: Expressions,
  vocabulary: Vocabulary,
  templates: ReadonlyMap<string, RemoteTemplate>,
  problems: ProblemList,
): CompiledInstance | null {
  const before = problems.problems.length
  const report = (path: string, message: string): void => {
    problems.error(object, 'instance', path, message)
  }
  if (isRemoteInstance(object)) {
    const context = { expressions, vocabulary, templates, report }
    const compiled = compileRemoteInstance(object, context)
    return problems.problems.length > before ? null : compiled
  }
  const fields = object.kind === 'instance' ? newFields(object, report) : legacyFields(object)
  if (fields === null) return null
  const key = canonicalKey(object)
  const { template } = fields
  const builder = compileInstance(
    template,
    key,
    fields.params,
    fields.paramsPath,
    expressions,
    report,
  )
  const isGenerator = template.variety === Variety.attributeGenerator
  const bindings = isGenerator
    ? compileBindings(
        template,
        fields.bindings,
        fields.bindingsPath,
        expressions,
        vocabulary,
        report,
      )
    : null
  if (!isGenerator && fields.bindings !== undefined)
    report(fields.bindingsPath, `the template ${template.name} has no outputs to bind`)
  if (problems.problems.length > before) return null
  const signature = canonicalJson([template.name, fields.params ?? {}, fields.bindings ?? {}])
  const short = shortName(key).toLowerCase()
  return {
    key,
    shortName: short,
    template,
    builder,
    bindings,
    signature,
    inferredType: null,
  }
}

/** Where both are given, the compiled-in template counts, as for adapters. */
function isRemoteInstance(object: ConfigObject): boolean {
  if (object.kind !== 'instance') return false
  const spec = (object.spec ?? {}) as InstanceSpec // its shape was seen at the source
  return (spec.compiledTemplate ?? '') === '' && (spec.template ?? '') !== ''
}

function newFields(
  object: ConfigObject,
  report: (path: string, message: string) => void,
): Fields | null {
  // Validation at the source and the strict reading of params below do not rely on this shape.
  const spec = (object.spec ?? {}) as InstanceSpec
  const name = spec.compiledTemplate ?? ''
  const template = templateOf(name)
  if (template === null) {
    if (name !== '') report('spec.compiledTemplate', `no template ${name} is compiled in`)
    else report('spec.compiledTemplate', 'is required')
    return null
  }
  const split = splitBindings(spec.params)
  const inSpec = spec.attributeBindings
  const useSpec = inSpec !== undefined && inSpec !== null
  if (useSpec && split.bindings !== undefined)
    report('spec.params.attribute_bindings', 'also given as spec.attributeBindings')
  return {
    template,
    params: split.params,
    paramsPath: 'spec.params',
    bindings: useSpec ? inSpec : split.bindings,
    bindingsPath: useSpec ? 'spec.attributeBindings' : 'spec.params.attribute_bindings',
  }
}

function legacyFields(object: ConfigObject): Fields | null {
  const template = templateOf(object.kind)
  if (template === null) return null
  const { params, bindings } = splitBindings(object.spec)
  return {
    template,
    params,
    paramsPath: 'spec',
    bindings,
    bindingsPath: 'spec.attribute_bindings',
  }
}

/** Bindings stand beside the fields in legacy kinds, and may in params. */
function splitBindings(spec: unknown): { params: unknown; bindings: unknown } {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec))
    return { params: spec, bindings: undefined }
  const {
    attribute_bindings: snake,
    attributeBindings: camel,
    ...params
  } = spec as Record<string, unknown>
  return { params, bindings: snake ?? camel }
}

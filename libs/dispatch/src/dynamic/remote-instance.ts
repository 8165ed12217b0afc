/** Instances of templates out of process: params compiled against the template's descriptor. */
import { type InstanceShape, type TemplateName, Variety } from '@flotilla/adapter-sdk'
import { EvaluationError, type Expression } from '@flotilla/cexl'
import type { ConfigObject, InstanceSpec } from '@flotilla/model'
import { compileBindings } from '../compile/binding.ts'
import { canonicalJson } from '../compile/canonical-json.ts'
import type { Expressions } from '../compile/expressions.ts'
import type { InstanceBuilder, Report } from '../compile/instance-builder.ts'
import type { CompiledInstance } from '../compile/instances.ts'
import { canonicalKey, resolveReference, shortName } from '../compile/names.ts'
import { outputPrefix, type Vocabulary } from '../compile/vocabulary.ts'
import { encodeAny } from './backend-messages.ts'
import { asInstance } from './encoded-instance.ts'
import { compileEncoder, type InstanceEncoder } from './instance-encoder.ts'
import type { RemoteTemplate } from './template.ts'

export interface RemoteInstanceContext {
  readonly expressions: Expressions
  readonly vocabulary: Vocabulary
  readonly templates: ReadonlyMap<string, RemoteTemplate>
  readonly report: Report
}

/** The instance; after a report it is not to be used, and null where not even its template is known. */
export function compileRemoteInstance(
  object: ConfigObject,
  { expressions, vocabulary, templates, report }: RemoteInstanceContext,
): CompiledInstance | null {
  const spec = (object.spec ?? {}) as InstanceSpec // its shape was seen at the source
  const { namespace } = object.metadata
  const reference = spec.template ?? ''
  const found = resolveReference(reference, 'template', namespace, (key) => templates.has(key))
  const template = found === null ? undefined : templates.get(found)
  if (template === undefined) {
    report('spec.template', `no usable template ${JSON.stringify(reference)}`)
    return null
  }
  const key = canonicalKey(object)
  const { set, instance: message, typeName, identity } = template.remote
  const path = 'spec.params'
  const encoder = compileEncoder({
    set,
    message,
    name: key,
    params: spec.params,
    path,
    expressions,
    report,
  })
  const isGenerator = template.variety === Variety.attributeGenerator
  const bindings = spec.attributeBindings ?? undefined
  if (!isGenerator && bindings !== undefined)
    report('spec.attributeBindings', `the template ${reference} has no outputs to bind`)
  return {
    key,
    shortName: shortName(key).toLowerCase(),
    template,
    builder: builderOf(template, key, encoder),
    bindings: isGenerator
      ? compileBindings(
          template,
          bindings,
          'spec.attributeBindings',
          expressions.with(outputNames(template)),
          vocabulary,
          report,
        )
      : null,
    signature: canonicalJson([template.name, identity, spec.params ?? {}, bindings ?? {}]),
    inferredType: encodeAny(typeName, encoder.inferredType),
  }
}

const NO_EXPRESSIONS: ReadonlyMap<string, readonly Expression[]> = new Map()

function outputNames(template: RemoteTemplate) {
  const prefix = outputPrefix(template.name)
  return new Map(template.outputs.map(({ name, type }) => [prefix + name, type]))
}

function builderOf(
  template: RemoteTemplate,
  name: string,
  encoder: InstanceEncoder,
): InstanceBuilder {
  // Remote adapters read the names and types of shapes only; the name of a remote template is no name of a compiled-in one.
  const shape: InstanceShape = {
    name,
    template: template.name as TemplateName, // see above
    types: encoder.types,
  }
  return {
    shape,
    attributeNames: encoder.attributeNames,
    expressions: NO_EXPRESSIONS,
    split: () => null,
    build(evaluation) {
      const bytes = encoder.encode(evaluation)
      if (bytes instanceof EvaluationError) return bytes
      return asInstance({ template: template.name, name, bytes })
    },
  }
}

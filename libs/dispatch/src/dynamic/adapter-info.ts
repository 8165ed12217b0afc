/** `adapter` objects: which templates an adapter out of process takes, and what its params look like. */
import type { AdapterInfoSpec, ConfigObject } from '@flotilla/model'
import { canonicalKey, resolveReference } from '../compile/names.ts'
import type { ProblemList } from '../problem.ts'
import type { DescriptorSet, MessageDescriptor } from './descriptor-types.ts'
import { parseDescriptorSet } from './parse-descriptor.ts'
import type { RemoteTemplate } from './template.ts'

export interface AdapterInfo {
  /** Canonical key of the object. */
  readonly key: string
  readonly description: string
  readonly templates: readonly RemoteTemplate[]
  /** Null where the adapter takes no params. */
  readonly params: ParamsDescriptor | null
  readonly isSessionBased: boolean
  /** Differs for every other descriptor, list of templates or session flag. */
  readonly identity: string
}

export interface ParamsDescriptor {
  readonly set: DescriptorSet
  readonly message: MessageDescriptor
}

/** The adapter, or null with its problem reported. */
export function adapterInfoOf(
  object: ConfigObject,
  templates: ReadonlyMap<string, RemoteTemplate>,
  problems: ProblemList,
): AdapterInfo | null {
  // Validation at the source has seen the shape.
  const spec = (object.spec ?? {}) as AdapterInfoSpec
  const before = problems.problems.length
  const found: RemoteTemplate[] = []
  for (const [i, reference] of (spec.templates ?? []).entries()) {
    const { namespace } = object.metadata
    const key = resolveReference(reference, 'template', namespace, (one) => templates.has(one))
    const template = key === null ? undefined : templates.get(key)
    const path = `spec.templates[${i}]`
    if (template === undefined) {
      const message = `no usable template ${JSON.stringify(reference)}`
      problems.error(object, 'adapter-info', path, message, 'FLT_CONFIG_REFERENCE')
    } else found.push(template)
  }
  if ((spec.templates ?? []).length === 0)
    problems.error(
      object,
      'adapter-info',
      'spec.templates',
      'an adapter takes at least one template',
    )
  const params = paramsOf(object, spec.config ?? '', problems)
  if (params === undefined || problems.problems.length > before) return null
  return {
    key: canonicalKey(object),
    description: spec.description ?? '',
    templates: found,
    params,
    isSessionBased: spec.sessionBased ?? false,
    // The description too: an installed package changes it with its code.
    identity: `${spec.config ?? ''} ${spec.sessionBased ?? false} ${spec.description ?? ''}`,
  }
}

/** Null: it takes none. Undefined: a problem was reported. */
function paramsOf(
  object: ConfigObject,
  text: string,
  problems: ProblemList,
): ParamsDescriptor | null | undefined {
  if (text.trim() === '') return null
  const parsed = parseDescriptorSet(text)
  if (parsed.kind === 'bad') {
    problems.error(object, 'adapter-info', 'spec.config', parsed.message)
    return undefined
  }
  for (const file of parsed.set.files)
    for (const message of file.messages)
      if (message.name === 'Params') return { set: parsed.set, message }
  problems.error(object, 'adapter-info', 'spec.config', 'has no message Params')
  return undefined
}

/** Mixer's kinds: names, required fields, and what this release serves (mixer.md §5.1). */
import type { ConfigObject } from '../object.ts'
import { suggestion } from '../parse/nearest.ts'
import { indexPath } from '../parse/path.ts'
import { LEGACY_TEMPLATES } from '../schema/legacy-mixer.ts'
import type {
  AdapterInfoSpec,
  AttributeManifestSpec,
  HandlerSpec,
  HeaderOperationTemplate,
  InstanceSpec,
  RuleSpec,
  TemplateSpec,
} from '../spec/mixer.ts'
import type { Findings } from './findings.ts'
import { isHeaderName } from './names.ts'

/** Adapters that mixer can build. */
export const SERVED_ADAPTERS: readonly string[] = [
  'bypass',
  'circonus',
  'cloudwatch',
  'denier',
  'dogstatsd',
  'fluentd',
  'kubernetesenv',
  'listchecker',
  'memquota',
  'nats',
  'noop',
  'opa',
  'otlp',
  'prometheus',
  'rbac',
  'redisquota',
  'solarwinds',
  'stackdriver',
  'statsd',
  'stdio',
  'zipkin',
]

export function validateHandler(found: Findings, object: ConfigObject<HandlerSpec>): void {
  const { spec } = object
  const compiled = spec.compiledAdapter ?? ''
  const outside = (['adapter', 'connection'] as const).find((field) => (spec[field] ?? '') !== '')
  if (compiled === '' && (spec.adapter ?? '') !== '') {
    if ((spec.connection?.address ?? '') === '')
      found.error(
        'spec.connection.address',
        'an adapter out of process needs its address, host:port',
      )
  } else {
    // As in Mixer: what is compiled in goes first.
    if (outside !== undefined && compiled !== '')
      found.warn(`spec.${outside}`, `it is ignored beside compiledAdapter: ${compiled}`)
    checkAdapter(found, 'spec.compiledAdapter', compiled)
  }
}

/** What the descriptors hold is checked by Mixer's own rules. */
export function validateAdapterInfo(found: Findings, object: ConfigObject<AdapterInfoSpec>): void {
  const templates = object.spec.templates ?? []
  if (templates.length === 0)
    found.error('spec.templates', 'an adapter takes at least one template')
  for (const [index, name] of templates.entries())
    if (name === '')
      found.error(indexPath('spec.templates', index), 'the name of a template is empty')
}

export function validateTemplate(found: Findings, object: ConfigObject<TemplateSpec>): void {
  if ((object.spec.descriptor ?? '') === '')
    found.error('spec.descriptor', 'a template needs its descriptor set, in base64')
}

/** A legacy kind is an adapter's name. */
export function validateLegacyAdapter(found: Findings, object: ConfigObject): void {
  checkAdapter(found, 'kind', object.kind)
}

function checkAdapter(found: Findings, path: string, name: string): void {
  if (name === '') found.error(path, 'a handler needs the name of its adapter')
  else if (!SERVED_ADAPTERS.includes(name))
    found.error(
      path,
      `the adapter "${name}" is not supported here yet${suggestion(name, SERVED_ADAPTERS)}`,
    )
}

export function validateInstance(found: Findings, object: ConfigObject<InstanceSpec>): void {
  const { spec } = object
  const name = spec.compiledTemplate ?? ''
  // Fields of templates out of process are known to their descriptors only.
  if ((spec.template ?? '') !== '' && name === '') return
  if (name === '')
    found.error('spec.compiledTemplate', 'an instance needs the name of its template')
  else if (!LEGACY_TEMPLATES.includes(name))
    found.error(
      'spec.compiledTemplate',
      `unknown template "${name}"${suggestion(name, LEGACY_TEMPLATES)}`,
    )
  else checkParams(found, 'spec.params', name, spec.params ?? {})
}

/** A legacy kind is a template's name, its spec the parameters. */
export function validateLegacyTemplate(
  found: Findings,
  object: ConfigObject<Readonly<Record<string, unknown>>>,
): void {
  checkParams(found, 'spec', object.kind, object.spec)
}

/** Templates that say nothing without this field. Mixer reads the rest strictly, expression by expression. */
const REQUIRED_PARAMS: Readonly<Record<string, string>> = { listentry: 'value', metric: 'value' }

function checkParams(
  found: Findings,
  path: string,
  template: string,
  params: Readonly<Record<string, unknown>>,
): void {
  const field = REQUIRED_PARAMS[template]
  if (field === undefined) return
  const value = params[field]
  if (value === undefined || value === null || value === '')
    found.error(`${path}.${field}`, `a ${template} needs the expression of its ${field}`)
  else if (typeof value !== 'string')
    found.error(`${path}.${field}`, 'expected an expression as text: quote it')
}

export function validateRule(found: Findings, object: ConfigObject<RuleSpec>): void {
  const { spec } = object
  const actions = spec.actions ?? []
  const operations = [
    ['spec.requestHeaderOperations', spec.requestHeaderOperations ?? []],
    ['spec.responseHeaderOperations', spec.responseHeaderOperations ?? []],
  ] as const
  if (actions.length === 0 && operations.every(([, list]) => list.length === 0))
    found.error(
      'spec',
      'one of actions, requestHeaderOperations, responseHeaderOperations is required',
    )
  for (const [index, action] of actions.entries()) {
    const path = indexPath('spec.actions', index)
    if ((action.handler ?? '') === '') found.error(`${path}.handler`, 'an action needs a handler')
    const instances = action.instances ?? []
    if (instances.length === 0)
      found.error(`${path}.instances`, 'an action needs at least one instance')
    for (const [at, name] of instances.entries()) {
      const instancePath = indexPath(`${path}.instances`, at)
      if (name === '') found.error(instancePath, 'the name of an instance is empty')
      else if (instances.indexOf(name) < at)
        found.warn(instancePath, `the instance "${name}" is listed twice`)
    }
  }
  for (const [path, list] of operations) checkOperations(found, path, list)
}

function checkOperations(
  found: Findings,
  path: string,
  operations: readonly HeaderOperationTemplate[],
): void {
  for (const [index, operation] of operations.entries()) {
    const at = indexPath(path, index)
    const name = operation.name ?? ''
    const values = operation.values ?? []
    if (!isHeaderName(name.startsWith(':') ? name.slice(1) : name))
      found.error(`${at}.name`, `"${name}" is not the name of a header`)
    if (operation.operation === 'REMOVE') {
      if (values.length > 0) found.warn(`${at}.values`, 'REMOVE takes no values')
    } else if (values.length === 0 || values.includes(''))
      found.error(`${at}.values`, 'an operation needs the expressions of its values')
  }
}

/** Names of attributes: words of letters, digits and `_`, joined by dots. */
const ATTRIBUTE_NAME = /^[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*$/

export function validateAttributeManifest(
  found: Findings,
  object: ConfigObject<AttributeManifestSpec>,
): void {
  for (const [name, info] of Object.entries(object.spec.attributes ?? {})) {
    const path = `spec.attributes[${JSON.stringify(name)}]`
    if (!ATTRIBUTE_NAME.test(name)) found.error(path, `"${name}" is not the name of an attribute`)
    if ((info.valueType ?? 'VALUE_TYPE_UNSPECIFIED') === 'VALUE_TYPE_UNSPECIFIED')
      found.error(`${path}.valueType`, 'an attribute needs a type')
  }
}

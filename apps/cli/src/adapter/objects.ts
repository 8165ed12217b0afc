/** Makes the `template` and `adapter` objects of adapters out of process from .proto files or descriptor sets. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { descriptorSetText, parseDescriptorSet } from '@flotilla/dispatch'
import { FlotillaError } from '@flotilla/errors'
import { compileProto, PROTO_FOLDER } from './compile-proto.ts'

export interface AdapterObject {
  readonly apiVersion: 'config.istio.io/v1alpha2'
  readonly kind: 'template' | 'adapter'
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: Readonly<Record<string, unknown>>
}

export interface TemplateOptions {
  /** Null: the template_name of the file. */
  readonly name: string | null
  readonly namespace: string
  readonly include: readonly string[]
}

/** @param source a template of Istio by name (`metric`), a .proto file, or a file that protoc wrote with --descriptor_set_out. */
export function templateObject(source: string, options: TemplateOptions): AdapterObject {
  const ours = join(PROTO_FOLDER, 'mixer/template', `${source}.proto`)
  const descriptor = descriptorOf(existsSync(ours) ? ours : source, options.include)
  const parsed = parseDescriptorSet(descriptor)
  if (parsed.kind === 'bad')
    throw new FlotillaError('FLT_CONFIG_INVALID', `${source} ${parsed.message}`)
  const file = parsed.set.files.find((one) => one.variety !== null)
  if (file === undefined)
    throw new FlotillaError(
      'FLT_CONFIG_INVALID',
      `${source} has no option (istio.mixer.adapter.model.v1beta1.template_variety)`,
    )
  return object('template', options.name ?? file.templateName.toLowerCase(), options.namespace, {
    descriptor,
  })
}

export interface AdapterOptions {
  readonly namespace: string
  readonly description: string
  readonly templates: readonly string[]
  /** File with a message Params; null for an adapter without params. */
  readonly params: string | null
  readonly isSessionBased: boolean
  readonly include: readonly string[]
}

export function adapterObject(name: string, options: AdapterOptions): AdapterObject {
  const { description, templates, params, isSessionBased, include, namespace } = options
  return object('adapter', name, namespace, {
    description,
    session_based: isSessionBased,
    templates,
    config: params === null ? '' : descriptorOf(params, include),
  })
}

function object(
  kind: AdapterObject['kind'],
  name: string,
  namespace: string,
  spec: AdapterObject['spec'],
): AdapterObject {
  return { apiVersion: 'config.istio.io/v1alpha2', kind, metadata: { name, namespace }, spec }
}

/** Base64 of the descriptor set of a file. */
function descriptorOf(path: string, include: readonly string[]): string {
  if (!existsSync(path)) throw new FlotillaError('FLT_NOT_FOUND', `there is no file ${path}`)
  if (path.endsWith('.proto')) return descriptorSetText(compileProto(path, include))
  return readFileSync(path).toString('base64')
}

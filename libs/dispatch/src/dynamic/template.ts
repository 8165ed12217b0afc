/** `template` objects: what instances of a template out of process are made of, and which service takes them. */
import { type OutputField, type Template, Variety } from '@flotilla/adapter-sdk'
import { ValueType } from '@flotilla/attributes'
import type { ConfigObject } from '@flotilla/model'
import { canonicalKey } from '../compile/names.ts'
import type { ProblemList } from '../problem.ts'
import {
  type DescriptorSet,
  FieldKind,
  type FileDescriptor,
  type MessageDescriptor,
} from './descriptor-types.ts'
import { parseDescriptorSet } from './parse-descriptor.ts'
import { typeOfMessage } from './values.ts'

/** A template out of process. Its name is the canonical key of the object, so that it is never taken for one compiled in. */
export interface RemoteTemplate extends Template {
  readonly remote: RemoteDetails
}

export interface RemoteDetails {
  readonly set: DescriptorSet
  /** What instances are encoded as. */
  readonly instance: MessageDescriptor
  /** gRPC path of the method that takes them. */
  readonly path: string
  /** Full name of the `Type` message, without a leading dot: what sessions are told of the params. */
  readonly typeName: string
  /** Fields of OutputMsg by number; empty where there is none. */
  readonly outputs: ReadonlyMap<number, RemoteOutput>
  /** Differs for every other descriptor. */
  readonly identity: string
}

export interface RemoteOutput extends OutputField {
  /** Null for a scalar of the kind, else how its message is read. */
  readonly message: { readonly isBare: boolean } | null
  readonly kind: FieldKind
}

export function isRemote(template: Template): template is RemoteTemplate {
  return 'remote' in template
}

const TEMPLATE_NAME = /^[a-zA-Z]+$/
const SERVICE_PREFIX = 'Handle'

/** The template, or null with its problem reported. */
export function remoteTemplateOf(
  object: ConfigObject,
  problems: ProblemList,
): RemoteTemplate | null {
  const path = 'spec.descriptor'
  const bad = (message: string): null => {
    problems.error(object, 'template', path, message)
    return null
  }
  const text = (object.spec as { readonly descriptor?: unknown } | null)?.descriptor
  if (typeof text !== 'string') return bad('is required')
  const parsed = parseDescriptorSet(text)
  if (parsed.kind === 'bad') return bad(parsed.message)
  const { set } = parsed
  const marked = set.files.filter((file) => file.variety !== null)
  const file = marked[0]
  if (file === undefined) return bad('has no file with the option template_variety')
  if (marked.length > 1)
    return bad(
      `has several files with template_variety: ${marked.map((one) => one.name).join(', ')}`,
    )
  if (!TEMPLATE_NAME.test(file.templateName))
    return bad(`has the template_name ${JSON.stringify(file.templateName)}: letters are needed`)
  const variety = file.variety ?? -1
  if (!isVariety(variety)) return bad(`has the template_variety ${variety}, which is none`)
  const service = file.services.find((one) => one.name.startsWith(SERVICE_PREFIX))
  const method = service?.methods[0]
  if (service === undefined || method === undefined)
    return bad(`has no service ${SERVICE_PREFIX}…Service with a method`)
  if (method.isStreaming) return bad(`the method ${method.name} streams`)
  const instance = topMessage(file, 'InstanceMsg') ?? topMessage(file, 'Template')
  if (instance === null) return bad('has no message InstanceMsg')
  const outputs = outputsOf(file, variety)
  if (typeof outputs === 'string') return bad(outputs)
  const scope = file.package === '' ? '' : `${file.package}.`
  return {
    name: canonicalKey(object),
    variety,
    fields: [],
    outputs: [...outputs.values()],
    remote: {
      set,
      instance,
      path: `/${scope}${service.name}/${method.name}`,
      typeName: `${scope}Type`,
      outputs,
      identity: text,
    },
  }
}

function isVariety(value: number): value is Variety {
  return Object.values(Variety).some((one) => one === value)
}

function topMessage(file: FileDescriptor, name: string): MessageDescriptor | null {
  return file.messages.find((message) => message.name === name) ?? null
}

/** The fields of OutputMsg, or why there are none. One level: what expressions can name. */
function outputsOf(
  file: FileDescriptor,
  variety: Variety,
): ReadonlyMap<number, RemoteOutput> | string {
  const outputs = new Map<number, RemoteOutput>()
  if (variety !== Variety.attributeGenerator && variety !== Variety.checkWithOutput) return outputs
  const message = topMessage(file, 'OutputMsg')
  if (message === null) return 'has no message OutputMsg'
  for (const field of message.fields) {
    const { name, number, kind } = field
    if (kind === FieldKind.message) {
      const typed = typeOfMessage(field.typeName)
      if (field.isRepeated) {
        // A map of texts; other lists cannot be the value of an attribute.
        if (isTextMap(file, field.typeName))
          outputs.set(number, {
            name,
            number,
            kind,
            type: ValueType.STRING_MAP,
            message: { isBare: true },
          })
        else return `OutputMsg.${name} is a list`
      } else if (typed === null)
        return `OutputMsg.${name} has the type ${field.typeName.slice(1)}: an attribute cannot have it`
      else
        outputs.set(number, {
          name,
          number,
          kind,
          type: typed.type,
          message: { isBare: typed.isBare },
        })
    } else if (field.isRepeated) return `OutputMsg.${name} is a list`
    else outputs.set(number, { name, number, kind, type: outputType(kind), message: null })
  }
  return outputs
}

function isTextMap(file: FileDescriptor, typeName: string): boolean {
  const scope = file.package === '' ? '' : `.${file.package}`
  return typeName.startsWith(`${scope}.OutputMsg.`) && typeName.endsWith('Entry')
}

function outputType(kind: FieldKind): ValueType {
  if (kind === FieldKind.string) return ValueType.STRING
  if (kind === FieldKind.bool) return ValueType.BOOL
  if (kind === FieldKind.bytes) return ValueType.IP_ADDRESS
  return kind === FieldKind.double || kind === FieldKind.float ? ValueType.DOUBLE : ValueType.INT64
}

/** Shapes of Mixer's kinds. */
import * as Spec from '../spec/mixer.ts'
import {
  bool,
  bytes,
  count,
  double,
  duration,
  integer,
  labels,
  list,
  type MessageSchema,
  map,
  message,
  object,
  oneOf,
  required,
  text,
  texts,
} from './schema.ts'
import { stringMatch } from './virtual-service.ts'

export const handler: MessageSchema = message<Spec.HandlerSpec>({
  name: text,
  adapter: text,
  compiledAdapter: text,
  params: object,
  connection: message<Spec.HandlerConnection>({
    address: text,
    timeout: duration,
    authentication: object,
  }),
})

export const adapter: MessageSchema = message<Spec.AdapterInfoSpec>({
  name: text,
  description: text,
  templates: required(texts),
  config: text,
  sessionBased: bool,
})

export const template: MessageSchema = message<Spec.TemplateSpec>({
  descriptor: required(text),
})

export const instance: MessageSchema = message<Spec.InstanceSpec>({
  name: text,
  template: text,
  compiledTemplate: text,
  params: object,
  attributeBindings: map(text),
})

const headerOperations = list(
  message<Spec.HeaderOperationTemplate>({
    name: required(text),
    values: texts,
    operation: oneOf('REPLACE', 'REMOVE', 'APPEND'),
  }),
)

export const rule: MessageSchema = message<Spec.RuleSpec>({
  match: text,
  actions: list(
    message<Spec.RuleAction>({ handler: required(text), instances: texts, name: text }),
  ),
  requestHeaderOperations: headerOperations,
  responseHeaderOperations: headerOperations,
  sampling: object,
  failClosed: bool,
})

type AttributeInfo = NonNullable<Spec.AttributeManifestSpec['attributes']>[string]

export const attributeManifest: MessageSchema = message<Spec.AttributeManifestSpec>({
  revision: text,
  name: text,
  attributes: map(
    message<AttributeInfo>({
      description: text,
      valueType: oneOf(
        'VALUE_TYPE_UNSPECIFIED',
        'STRING',
        'INT64',
        'DOUBLE',
        'BOOL',
        'TIMESTAMP',
        'IP_ADDRESS',
        'EMAIL_ADDRESS',
        'URI',
        'DNS_NAME',
        'DURATION',
        'STRING_MAP',
      ),
    }),
  ),
})

export const quotaSpec: MessageSchema = message<Spec.QuotaSpecSpec>({
  rules: required(
    list(
      message<Spec.QuotaRule>({
        match: list(message<Spec.AttributeMatch>({ clause: map(stringMatch) })),
        quotas: required(
          list(
            message<Spec.QuotaCharge>({
              quota: required(text),
              charge: count,
            }),
          ),
        ),
      }),
    ),
  ),
})

const services = required(
  list(
    message<Spec.IstioService>({
      name: text,
      namespace: text,
      domain: text,
      service: text,
      labels,
    }),
  ),
)
const specReferences = required(
  list(message<Spec.QuotaSpecReference>({ name: required(text), namespace: text })),
)

export const quotaSpecBinding: MessageSchema = message<Spec.QuotaSpecBindingSpec>({
  services,
  quotaSpecs: specReferences,
})

const attributes = message<Spec.ApiAttributes>({
  attributes: map(
    message<Spec.ApiAttributeValue>(
      {
        stringValue: text,
        int64Value: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
        doubleValue: double(-Number.MAX_VALUE, Number.MAX_VALUE),
        boolValue: bool,
        bytesValue: bytes,
        timestampValue: text,
        durationValue: duration,
        stringMapValue: message<{ readonly entries?: Readonly<Record<string, string>> }>({
          entries: map(text),
        }),
      },
      { oneofs: [{ fields: Spec.API_ATTRIBUTE_VALUES, required: true }] },
    ),
  ),
})

export const httpApiSpec: MessageSchema = message<Spec.HttpApiSpecSpec>({
  attributes,
  patterns: list(
    message<Spec.HttpApiSpecPattern>(
      { attributes, httpMethod: required(text), uriTemplate: text, regex: text },
      { oneofs: [{ fields: ['uriTemplate', 'regex'], required: true }] },
    ),
  ),
  apiKeys: list(
    message<Spec.ApiKey>(
      { query: text, header: text, cookie: text },
      { oneofs: [{ fields: ['query', 'header', 'cookie'], required: true }] },
    ),
  ),
})

export const httpApiSpecBinding: MessageSchema = message<Spec.HttpApiSpecBindingSpec>({
  services,
  apiSpecs: specReferences,
})

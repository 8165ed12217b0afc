/** The compiled-in templates of Istio 1.4, as tables. */
import { ValueType } from '@flotilla/attributes'
import type { Instance } from './instances.ts'
import { camelCase } from './params/composites.ts'
import {
  type FieldType,
  type OutputField,
  type Template,
  type TemplateField,
  Variety,
} from './template.ts'

export type TemplateName = Instance['template']

const { STRING, INT64, BOOL, TIMESTAMP, IP_ADDRESS, STRING_MAP } = ValueType
const VALUE = { kind: 'any' } as const
const MAP = { kind: 'map' } as const

const metric: Template<'metric'> = {
  name: 'metric',
  variety: Variety.report,
  fields: [
    field('value', 1, VALUE),
    field('dimensions', 2, MAP),
    field('monitored_resource_type', 3, STRING),
    field('monitored_resource_dimensions', 4, MAP),
  ],
  outputs: [],
}

const logentry: Template<'logentry'> = {
  name: 'logentry',
  variety: Variety.report,
  fields: [
    field('variables', 1, MAP),
    field('timestamp', 2, TIMESTAMP),
    field('severity', 3, STRING),
    field('monitored_resource_type', 4, STRING),
    field('monitored_resource_dimensions', 5, MAP),
  ],
  outputs: [],
}

const edge: Template<'edge'> = {
  name: 'edge',
  variety: Variety.report,
  fields: [
    field('timestamp', 1, TIMESTAMP),
    field('source_workload_namespace', 10, STRING),
    field('source_workload_name', 11, STRING),
    field('source_owner', 12, STRING),
    field('source_uid', 13, STRING),
    field('destination_workload_namespace', 20, STRING),
    field('destination_workload_name', 21, STRING),
    field('destination_owner', 22, STRING),
    field('destination_uid', 23, STRING),
    field('destination_service_namespace', 24, STRING),
    field('destination_service_name', 25, STRING),
    field('context_protocol', 30, STRING),
    field('api_protocol', 31, STRING),
  ],
  outputs: [],
}

const tracespan: Template<'tracespan'> = {
  name: 'tracespan',
  variety: Variety.report,
  fields: [
    field('trace_id', 1, STRING),
    field('span_id', 2, STRING),
    field('parent_span_id', 3, STRING),
    field('span_name', 4, STRING),
    field('start_time', 5, TIMESTAMP),
    field('end_time', 6, TIMESTAMP),
    field('span_tags', 7, MAP),
    field('httpStatusCode', 8, INT64),
    field('client_span', 9, BOOL),
    field('rewrite_client_span_id', 10, BOOL),
    field('source_name', 11, STRING),
    field('source_ip', 12, IP_ADDRESS),
    field('destination_name', 13, STRING),
    field('destination_ip', 14, IP_ADDRESS),
    field('request_size', 15, INT64),
    field('request_total_size', 16, INT64),
    field('response_size', 17, INT64),
    field('response_total_size', 18, INT64),
    field('api_protocol', 19, STRING),
  ],
  outputs: [],
}

const authorization: Template<'authorization'> = {
  name: 'authorization',
  variety: Variety.check,
  fields: [
    field('subject', 1, {
      kind: 'message',
      fields: [field('user', 1, STRING), field('groups', 2, STRING), field('properties', 3, MAP)],
    }),
    field('action', 2, {
      kind: 'message',
      fields: [
        field('namespace', 1, STRING),
        field('service', 2, STRING),
        field('method', 3, STRING),
        field('path', 4, STRING),
        field('properties', 5, MAP),
      ],
    }),
  ],
  outputs: [],
}

const apikey: Template<'apikey'> = {
  name: 'apikey',
  variety: Variety.check,
  fields: [
    field('api', 1, STRING),
    field('api_version', 2, STRING),
    field('api_operation', 3, STRING),
    field('api_key', 4, STRING),
    field('timestamp', 5, TIMESTAMP),
  ],
  outputs: [],
}

const kubernetes: Template<'kubernetes'> = {
  name: 'kubernetes',
  variety: Variety.attributeGenerator,
  fields: [
    field('source_uid', 1, STRING),
    field('source_ip', 2, IP_ADDRESS),
    field('destination_uid', 3, STRING),
    field('destination_ip', 4, IP_ADDRESS),
    field('destination_port', 7, INT64),
  ],
  outputs: [
    ...bothEnds('pod_uid', 31, 32),
    ...bothEnds('pod_ip', 1, 8, IP_ADDRESS),
    ...bothEnds('pod_name', 2, 9),
    ...bothEnds('labels', 3, 10, STRING_MAP),
    ...bothEnds('namespace', 4, 11),
    ...bothEnds('service_account_name', 6, 13),
    ...bothEnds('host_ip', 7, 14, IP_ADDRESS),
    ...bothEnds('workload_uid', 22, 27),
    ...bothEnds('workload_name', 23, 28),
    ...bothEnds('workload_namespace', 24, 29),
    ...bothEnds('owner', 25, 26),
    { name: 'destination_container_name', number: 30, type: STRING },
  ],
}

/** The templates by their names in `compiledTemplate`. */
export const TEMPLATES: Readonly<Record<TemplateName, Template<TemplateName>>> = {
  metric,
  logentry,
  edge,
  tracespan,
  reportnothing: empty('reportnothing', Variety.report),
  checknothing: empty('checknothing', Variety.check),
  listentry: {
    name: 'listentry',
    variety: Variety.check,
    fields: [field('value', 1, VALUE)],
    outputs: [],
  },
  authorization,
  apikey,
  quota: {
    name: 'quota',
    variety: Variety.quota,
    fields: [field('dimensions', 1, MAP)],
    outputs: [],
  },
  kubernetes,
}

/** The template of this name, or null. */
export function templateOf(name: string): Template<TemplateName> | null {
  return Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name as TemplateName] : null // just looked up
}

function field(name: string, number: number, type: FieldType | ValueType): TemplateField {
  const fieldType: FieldType = typeof type === 'number' ? { kind: 'typed', type } : type
  return { name, property: camelCase(name), number, type: fieldType }
}

function bothEnds(
  name: string,
  sourceNumber: number,
  destinationNumber: number,
  type: ValueType = STRING,
): OutputField[] {
  return [
    { name: `source_${name}`, number: sourceNumber, type },
    { name: `destination_${name}`, number: destinationNumber, type },
  ]
}

function empty<N extends string>(name: N, variety: Variety): Template<N> {
  return { name, variety, fields: [], outputs: [] }
}

/** Files of policy tests: configuration, and cases of a request in, a decision out. Read strictly. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { parse } from 'yaml'

export interface PolicyTestFile {
  readonly path: string
  /** Files and folders, absolute. */
  readonly config: readonly string[]
  /** Whether the mesh's base configuration is added. */
  readonly base: boolean
  readonly cases: readonly PolicyCase[]
}

export interface PolicyCase {
  readonly name: string
  /** Attribute to value. */
  readonly attributes: Readonly<Record<string, unknown>>
  /** Quota to the amount asked for. */
  readonly quotas: Readonly<Record<string, number>>
  readonly expect: Expectation
}

/** Only what is given is compared. */
export interface Expectation {
  readonly decision?: 'allow' | 'deny'
  /** `PERMISSION_DENIED`. */
  readonly status?: string
  readonly message?: string
  /** The rule that decided, `namespace/name`. */
  readonly rule?: string
  /** Rules that must have matched, and none else where `only` is given. */
  readonly matched?: readonly string[]
  readonly notMatched?: readonly string[]
  readonly requestHeaders?: readonly ExpectedHeader[]
  readonly responseHeaders?: readonly ExpectedHeader[]
  readonly directResponse?: { readonly code: number; readonly body?: string }
  /** Emitted instances by canonical name: the fields given must be equal. Null: it must not be emitted. */
  readonly instances?: Readonly<Record<string, unknown>>
  /** Quota to the amount granted. */
  readonly quotas?: Readonly<Record<string, number>>
}

export interface ExpectedHeader {
  readonly name: string
  readonly value?: string
  readonly operation?: 'REPLACE' | 'REMOVE' | 'APPEND'
}

type Json = Readonly<Record<string, unknown>>

const FILE_FIELDS = ['config', 'base', 'cases']
const CASE_FIELDS = ['name', 'attributes', 'request', 'quotas', 'expect']
const REQUEST_FIELDS = [
  'method',
  'path',
  'host',
  'headers',
  'source',
  'destination',
  'service',
  'user',
]
const EXPECT_FIELDS = [
  'decision',
  'status',
  'message',
  'rule',
  'matched',
  'notMatched',
  'requestHeaders',
  'responseHeaders',
  'directResponse',
  'instances',
  'quotas',
]

/** Throws FLT_CONFIG_INVALID with the path of what is wrong. */
export function readTestFile(path: string): PolicyTestFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new FlotillaError('FLT_NOT_FOUND', `${path}: ${messageOf(cause)}`, { cause })
  }
  let parsed: unknown
  try {
    parsed = parse(text)
  } catch (cause) {
    throw new FlotillaError('FLT_CONFIG_INVALID', `${path}: ${messageOf(cause)}`, { cause })
  }
  const at = (place: string): string => `${path}: ${place}`
  const file = fields(parsed, at('file'), FILE_FIELDS)
  const config = list(file['config'] ?? [], at('config')).map((one) => textOf(one, at('config')))
  const cases = list(file['cases'], at('cases')).map((one, i) => caseOf(one, at(`cases[${i}]`)))
  if (cases.length === 0) throw invalid(at('cases'), 'there is no case')
  return {
    path,
    config: config.map((one) => resolve(dirname(path), one)),
    base: file['base'] !== false,
    cases,
  }
}

function caseOf(value: unknown, at: string): PolicyCase {
  const one = fields(value, at, CASE_FIELDS)
  const given = object(one['attributes'] ?? {}, `${at}.attributes`)
  const request =
    one['request'] === undefined
      ? {}
      : attributesOfRequest(
          fields(one['request'], `${at}.request`, REQUEST_FIELDS),
          `${at}.request`,
        )
  const expect = fields(one['expect'] ?? {}, `${at}.expect`, EXPECT_FIELDS)
  const decision = expect['decision']
  if (decision !== undefined && decision !== 'allow' && decision !== 'deny')
    throw invalid(`${at}.expect.decision`, 'must be allow or deny')
  return {
    name: textOf(one['name'], `${at}.name`),
    attributes: { ...request, ...given },
    quotas: numbers(one['quotas'] ?? {}, `${at}.quotas`),
    expect: expect as Expectation, // names are checked; values are compared, whatever they are
  }
}

/** The attributes that a sidecar at the server's side sends for an HTTP request. */
function attributesOfRequest(request: Json, at: string): Json {
  const path = textOf(request['path'] ?? '/', `${at}.path`)
  const method = textOf(request['method'] ?? 'GET', `${at}.method`)
  const host = textOf(request['host'] ?? request['service'] ?? '', `${at}.host`)
  const given = object(request['headers'] ?? {}, `${at}.headers`)
  const headers: Record<string, string> = { ':method': method, ':path': path, ':authority': host }
  for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = String(value)
  const query = path.indexOf('?')
  const attributes: Record<string, unknown> = {
    'context.reporter.kind': 'inbound',
    'context.protocol': 'http',
    'request.headers': headers,
    'request.host': host,
    'request.method': method,
    'request.path': path,
    'request.url_path': query === -1 ? path : path.slice(0, query),
    'request.scheme': 'http',
    'request.useragent': headers['user-agent'] ?? '',
  }
  if (query !== -1)
    attributes['request.query_params'] = Object.fromEntries(
      new URLSearchParams(path.slice(query + 1)),
    )
  if (request['user'] !== undefined) {
    const user = textOf(request['user'], `${at}.user`)
    attributes['source.principal'] = user
    attributes['source.user'] = user
  }
  for (const side of ['source', 'destination'] as const) {
    if (request[side] === undefined) continue
    const workload = textOf(request[side], `${at}.${side}`)
    attributes[`${side}.uid`] = `kubernetes://${workload}`
    attributes[`${side}.namespace`] = workload.slice(workload.lastIndexOf('.') + 1)
  }
  if (request['service'] !== undefined) {
    const service = textOf(request['service'], `${at}.service`)
    const [name = '', namespace = 'default'] = service.split('.')
    attributes['destination.service.name'] = name
    attributes['destination.service.namespace'] = namespace
    attributes['destination.service.host'] = `${name}.${namespace}.svc.cluster.local`
    attributes['destination.namespace'] ??= namespace
  }
  return attributes
}

function fields(value: unknown, at: string, known: readonly string[]): Json {
  const found = object(value, at)
  for (const name of Object.keys(found))
    if (!known.includes(name))
      throw invalid(`${at}.${name}`, `unknown field; known are ${known.join(', ')}`)
  return found
}

function object(value: unknown, at: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(at, 'must be an object')
  return value as Json
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(at, 'must be a list')
  return value
}

function textOf(value: unknown, at: string): string {
  if (typeof value !== 'string') throw invalid(at, 'must be text')
  return value
}

function numbers(value: unknown, at: string): Readonly<Record<string, number>> {
  const found = object(value, at)
  for (const [name, one] of Object.entries(found))
    if (!Number.isSafeInteger(one)) throw invalid(`${at}.${name}`, 'must be a whole number')
  return found as Readonly<Record<string, number>>
}

function invalid(at: string, message: string): FlotillaError {
  return new FlotillaError('FLT_CONFIG_INVALID', `${at} ${message}`)
}

/** Command operators (`%REQ(X-NAME)%`, `%PROTOCOL%`, …) compiled to a list of parts; used by header mutations and access logs. */

import process from 'node:process'
import { queryValue, toWireText, valueAt } from '@flotilla/match'
import { withoutQuery } from '@flotilla/uri'
import type { Compiled, HttpStream } from './filter.ts'
import { headerValue } from './headers.ts'
import { scalarOperator } from './substitution-operators.ts'

/** The value of one operator, or null where there is none. */
export type Operator = (stream: HttpStream) => string | null

export interface Format {
  /** The text where it holds no operator, else null. */
  readonly literal: string | null
  /** @param missing stands for each operator without a value: `-` in logs. */
  render(stream: HttpStream, missing: string): string
}

const OPERATOR = /^%([A-Z0-9_]+)(?:\(([^)]*)\))?(?::(\d+))?%/

class Parts implements Format {
  readonly literal: string | null
  private readonly parts: readonly (string | Operator)[]

  constructor(parts: readonly (string | Operator)[]) {
    this.parts = parts
    this.literal = parts.every((part) => typeof part === 'string') ? parts.join('') : null
  }

  render(stream: HttpStream, missing: string): string {
    if (this.literal !== null) return this.literal
    let text = ''
    for (const part of this.parts)
      text += typeof part === 'string' ? part : (part(stream) ?? missing)
    return text
  }
}

/** Compiles text with operators; `%%` is a percent sign. Violations name the operator. */
export function compileFormat(text: string): Compiled<Format> {
  const parts: (string | Operator)[] = []
  let literal = ''
  for (let at = 0; at < text.length; ) {
    const percent = text.indexOf('%', at)
    if (percent === -1) {
      literal += text.slice(at)
      break
    }
    literal += text.slice(at, percent)
    if (text.startsWith('%%', percent)) {
      literal += '%'
      at = percent + 2
      continue
    }
    const match = OPERATOR.exec(text.slice(percent))
    if (match === null) return bad(`malformed operator at offset ${percent}`)
    const [whole, name = '', argument = null, cut] = match
    const operator = compileOperator(name, argument)
    if (operator === null) return bad(`operator ${whole} is not supported`)
    if (literal !== '') parts.push(literal)
    literal = ''
    parts.push(cut === undefined ? operator : truncated(operator, Number(cut)))
    at = percent + whole.length
  }
  if (literal !== '' || parts.length === 0) parts.push(literal)
  return { kind: 'ok', value: new Parts(parts) }
}

/** One operator by name and argument; null where it is unknown. `cut` in `%NAME(ARG):CUT%` is the caller's. */
export function compileOperator(name: string, argument: string | null): Operator | null {
  switch (name) {
    case 'REQ':
      return argument === null ? null : requestHeader(argument)
    case 'RESP':
      return argument === null ? null : listHeader(argument, (stream) => stream.responseHeaders)
    case 'TRAILER':
      return argument === null ? null : listHeader(argument, (stream) => stream.responseTrailers)
    case 'REQ_WITHOUT_QUERY':
      return argument === null ? null : withoutQueryOf(requestHeader(argument))
    case 'DYNAMIC_METADATA':
      return argument === null ? null : dynamicMetadata(argument)
    case 'CLUSTER_METADATA':
    case 'UPSTREAM_METADATA':
      return argument === null ? null : metadataOperator(name.split('_')[0] ?? '', argument)
    case 'METADATA':
      return argument === null ? null : typedMetadata(argument)
    case 'FILTER_STATE':
      return argument === null ? null : filterStateOperator(argument)
    case 'REQUEST_HEADER':
      return argument === null ? null : requestHeader(argument)
    case 'RESPONSE_HEADER':
      return argument === null ? null : listHeader(argument, (stream) => stream.responseHeaders)
    case 'RESPONSE_TRAILER':
      return argument === null ? null : listHeader(argument, (stream) => stream.responseTrailers)
    case 'UPSTREAM_FILTER_STATE':
      return argument === null ? null : () => null
    case 'QUERY_PARAMS':
      return queryOperator(argument)
    case 'QUERY_PARAM':
      return argument === null ? null : (stream) => queryValue(stream.path, argument)
    case 'ENVIRONMENT':
      return argument === null ? null : environment(argument)
    case 'PATH':
      return pathOperator(argument ?? 'WQ')
    default:
      return scalarOperator(name, argument)
  }
}

/** `A?B`: the first of the two that is there. */
function requestHeader(argument: string): Operator {
  const [first = '', second = null] = argument.toLowerCase().split('?')
  return (stream) =>
    requestValue(stream, first) ?? (second === null ? null : requestValue(stream, second))
}

function requestValue(stream: HttpStream, name: string): string | null {
  switch (name) {
    case ':method':
      return orNull(stream.method)
    case ':path':
      return orNull(sentPath(stream))
    case ':authority':
    case 'host':
      return orNull(stream.sentAuthority === '' ? stream.authority : stream.sentAuthority)
    case ':scheme':
      return stream.method === '' || stream.hasScheme === false ? null : stream.scheme
    default:
      // Envoy: of several values the first.
      return headerValue(stream.requestHeaders, name)
  }
}

function listHeader(
  argument: string,
  list: (stream: HttpStream) => readonly string[] | null,
): Operator {
  const [first = '', second = null] = argument.toLowerCase().split('?')
  if (first === ':status')
    return (stream) =>
      list(stream) === stream.responseHeaders && stream.responseCode > 0
        ? String(stream.responseCode)
        : null
  return (stream) => {
    const headers = list(stream)
    if (headers === null) return null
    return headerValue(headers, first) ?? (second === null ? null : headerValue(headers, second))
  }
}

function withoutQueryOf(operator: Operator): Operator {
  return (stream) => {
    const value = operator(stream)
    return value === null ? null : withoutQuery(value)
  }
}

/** The environment does not change: read once. */
function environment(name: string): Operator {
  const value = process.env[name] ?? null
  return () => value
}

/** `WQ` with query, `NQ` without; `ORIG` before a rewrite, `PATH` as it is now, by default the first that there is. */
function pathOperator(argument: string): Operator | null {
  const [query = '', which = 'ORIG_OR_PATH'] = argument.split(':')
  const path = pathReader(which)
  if (path === null) return null
  if (query === '' || query === 'WQ') return path
  return query === 'NQ' ? withoutQueryOf(path) : null
}

function pathReader(which: string): Operator | null {
  const original: Operator = (stream) => headerValue(stream.requestHeaders, 'x-envoy-original-path')
  const current: Operator = (stream) => orNull(sentPath(stream))
  switch (which) {
    case 'ORIG':
      return original
    case 'PATH':
      return current
    case 'ORIG_OR_PATH':
      return (stream) => original(stream) ?? current(stream)
    default:
      return null
  }
}

/** All of the query: of the path as it is now, or with `ORIG` before a rewrite. */
function queryOperator(argument: string | null): Operator | null {
  const path = pathReader(argument === 'ORIG' ? 'ORIG_OR_PATH' : 'PATH')
  if (path === null) return null
  return (stream) => {
    const value = path(stream)
    const question = value?.indexOf('?') ?? -1
    return value === null || question === -1 ? null : orNull(value.slice(question + 1))
  }
}

/** Envoy's operators see the path as the router left it. */
function sentPath(stream: HttpStream): string {
  return stream.sentPath === '' ? stream.path : stream.sentPath
}

function dynamicMetadata(argument: string): Operator {
  const [namespace = '', ...path] = argument.split(':')
  return (stream) => metadataText(stream.metadataValue(namespace, path))
}

/** `KEY`, `KEY:TYPED` as JSON, `KEY:PLAIN` as it is; text has no fields. */
function filterStateOperator(argument: string): Operator | null {
  const [key = '', form = 'TYPED', field = null] = argument.split(':')
  if (form === 'PLAIN') return (stream) => stream.filterState(key)
  if (form === 'FIELD') return field === null ? null : () => null
  if (form !== 'TYPED') return null
  return (stream) => {
    const value = stream.filterState(key)
    return value === null ? null : JSON.stringify(value)
  }
}

function metadataOperator(kind: string, argument: string): Operator | null {
  const [namespace = '', ...path] = argument.split(':')
  switch (kind) {
    case 'DYNAMIC':
      return dynamicMetadata(argument)
    case 'CLUSTER':
      return (stream) => metadataText(valueAt(stream.clusterMetadata?.[namespace], path))
    case 'UPSTREAM':
    case 'UPSTREAM_HOST':
      return (stream) => metadataText(valueAt(stream.upstreamHost?.metadata[namespace], path))
    case 'VIRTUAL_HOST':
      return (stream) => metadataText(valueAt(stream.route?.hostMetadata?.get(namespace), path))
    case 'ROUTE':
      return (stream) => metadataText(valueAt(stream.route?.metadata.get(namespace), path))
    default:
      return null
  }
}

function typedMetadata(argument: string): Operator | null {
  const colon = argument.indexOf(':')
  return colon === -1 ? null : metadataOperator(argument.slice(0, colon), argument.slice(colon + 1))
}

/** Text as it is, everything else as JSON. */
function metadataText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return toWireText(typeof value === 'string' ? value : JSON.stringify(sorted(value)))
}

function truncated(operator: Operator, length: number): Operator {
  return (stream) => operator(stream)?.slice(0, length) ?? null
}

/** Keys in order, as Envoy writes them. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sorted(Reflect.get(value, key))]))
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function bad(message: string): Compiled<Format> {
  return { kind: 'bad', violations: [{ path: '', message }] }
}

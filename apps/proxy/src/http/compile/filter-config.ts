/** Filter configurations: out of their Any and TypedStruct, to the kind of filter that understands them. */

import { messageOf } from '@flotilla/errors'
import {
  type Any,
  type MessageType,
  RouteFilterConfig,
  TypedStruct,
  typeNameOf,
  UdpaTypedStruct,
} from '@flotilla/proto'
import { isType, unpack } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { FILTER_OFF, FILTER_ON, type FilterConfig, type HttpFilterKind } from '../filter.ts'

const PREFIX = 'type.googleapis.com/'

/** The configuration as filters take it; null with a violation where the TypedStruct is malformed. */
export function filterConfig(any: Any, at: Violations): FilterConfig | null {
  const name = typeNameOf(any)
  if (name === TypedStruct.typeName) return fromStruct(TypedStruct, any, at)
  if (name === UdpaTypedStruct.typeName) return fromStruct(UdpaTypedStruct, any, at)
  return { kind: 'proto', typeUrl: `${PREFIX}${name}`, value: any.value }
}

function fromStruct(type: MessageType<TypedStruct>, any: Any, at: Violations): FilterConfig | null {
  try {
    const { typeUrl, value } = type.decode(any.value)
    return { kind: 'json', typeUrl: canonicalUrl(typeUrl), value: value ?? {} }
  } catch (error) {
    at.add(`is not a TypedStruct: ${messageOf(error)}`)
    return null
  }
}

function canonicalUrl(typeUrl: string): string {
  return `${PREFIX}${typeUrl.slice(typeUrl.lastIndexOf('/') + 1)}`
}

export type FilterKinds = ReadonlyMap<string, HttpFilterKind>

export function filterKindMap(kinds: readonly HttpFilterKind[]): FilterKinds {
  const map = new Map<string, HttpFilterKind>()
  for (const kind of kinds) for (const url of kind.typeUrls) map.set(url, kind)
  return map
}

/** `typed_per_filter_config` of one level, by filter instance name. */
export function perFilterConfig(
  configs: ReadonlyMap<string, Any>,
  kinds: FilterKinds,
  at: Violations,
): ReadonlyMap<string, unknown> {
  const compiled = new Map<string, unknown>()
  for (const [name, any] of configs) {
    const place = at.at('typed_per_filter_config', JSON.stringify(name))
    const value = isType(any, RouteFilterConfig)
      ? wrappedConfig(any, kinds, place)
      : routeConfig(any, kinds, false, place)
    if (value !== undefined) compiled.set(name, value)
  }
  return compiled
}

/** FilterConfig: a configuration with switches around it. */
function wrappedConfig(any: Any, kinds: FilterKinds, at: Violations): unknown {
  const message = unpack(RouteFilterConfig, any, at)
  if (message === null) return undefined
  if (message.disabled) return FILTER_OFF
  if (message.config === null || message.config.typeUrl === '') return FILTER_ON
  return routeConfig(message.config, kinds, message.isOptional, at.at('config'))
}

/** Undefined where there is none to use. */
function routeConfig(any: Any, kinds: FilterKinds, isOptional: boolean, at: Violations): unknown {
  const config = filterConfig(any, at)
  if (config === null) return undefined
  const kind = kinds.get(config.typeUrl)
  if (kind === undefined) {
    if (!isOptional) at.unsupported(config.typeUrl)
    return undefined
  }
  const result = kind.compileRouteConfig(config)
  if (result.kind === 'ok') return result.value
  at.adopt(result.violations)
  return undefined
}

/** The more specific level wins by name. */
export function mergedConfig(
  outer: ReadonlyMap<string, unknown>,
  inner: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> {
  if (inner.size === 0) return outer
  return outer.size === 0 ? inner : new Map([...outer, ...inner])
}

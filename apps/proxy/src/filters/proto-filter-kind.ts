/** A kind of HTTP filter whose configuration is one message, or another for single routes: decoding and faults in one place. */
import type { MessageType } from '@flotilla/proto'
import { decode } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import type { Compiled, FilterConfig, HttpFilterFactory, HttpFilterKind } from '../http/filter.ts'

export interface ProtoFilterOptions<M, R, S> {
  readonly name: string
  readonly type: MessageType<M>
  /** The message of `typed_per_filter_config`; null where routes take the filter's own. */
  readonly routeType: MessageType<R> | null
  settings(message: M, at: Violations): S
  /** Settings of one route from its own message; only with `routeType`. */
  routeSettings?(message: R, at: Violations): S
  factory(instanceName: string, settings: S): HttpFilterFactory
}

export function protoFilterKind<M, R, S>(options: ProtoFilterOptions<M, R, S>): HttpFilterKind {
  const { type, routeType } = options
  const compileSettings = (config: FilterConfig): Compiled<S> =>
    compileMessage(type, config, (message, at) => options.settings(message, at))
  return {
    name: options.name,
    typeUrls: routeType === null ? [type.typeUrl] : [type.typeUrl, routeType.typeUrl],
    compile(config, instanceName) {
      const compiled = compileSettings(config)
      if (compiled.kind === 'bad') return compiled
      return { kind: 'ok', value: options.factory(instanceName, compiled.value) }
    },
    compileRouteConfig(config) {
      const { routeSettings } = options
      if (routeType === null || routeSettings === undefined || config.typeUrl === type.typeUrl)
        return compileSettings(config)
      return compileMessage(routeType, config, (message, at) => routeSettings(message, at))
    },
  }
}

function compileMessage<M, S>(
  type: MessageType<M>,
  config: FilterConfig,
  settings: (message: M, at: Violations) => S,
): Compiled<S> {
  const at = new Violations()
  if (config.typeUrl !== type.typeUrl) {
    at.add(`has type ${config.typeUrl}, expected ${type.typeUrl}`)
    return at.result<S>(null)
  }
  if (config.kind === 'json') {
    const parsed = type.fromJson(config.value)
    if (parsed.kind === 'bad') return { kind: 'bad', violations: parsed.violations }
    return at.result(settings(parsed.message, at))
  }
  const message = decode(type, config.value, at)
  return at.result(message === null ? null : settings(message, at))
}

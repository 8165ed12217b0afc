/** Type URLs of the Mixer filters' configurations, and how a configuration becomes settings. */
import type { Compiled, FilterConfig, JsonValue } from '../http/filter.ts'

const PREFIX = 'type.googleapis.com/istio.mixer.v1.config.client.'
export const HTTP_CONFIG_TYPE: string = `${PREFIX}HttpClientConfig`
export const ROUTE_CONFIG_TYPE: string = `${PREFIX}ServiceConfig`
export const TCP_CONFIG_TYPE: string = `${PREFIX}TcpClientConfig`

/** Compiles the JSON of a TypedStruct; a message in bytes is refused, since no data plane but ours takes these. */
export function withJson<T>(
  config: FilterConfig,
  compile: (json: JsonValue) => Compiled<T>,
): Compiled<T> {
  if (config.kind === 'json') return compile(config.value)
  const message = `${config.typeUrl} is taken as a TypedStruct only`
  return { kind: 'bad', violations: [{ path: '', message }] }
}

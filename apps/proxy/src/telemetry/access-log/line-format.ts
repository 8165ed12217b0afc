/** How an access log line is made of a stream: Istio's text by default, any text, or JSON. */
import { isUtf8 } from 'node:buffer'
import { toWireText } from '@flotilla/match'
import type { JsonValue } from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import type { HttpStream } from '../../http/filter.ts'
import { compileFormat, type Format } from '../../http/substitution.ts'

/** One line, with its newline; each character is a byte, as in header values. */
export type LineFormat = (stream: HttpStream) => string

/** Envoy's default text. */
export const ENVOY_TEXT_FORMAT: string =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% ' +
  '%RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% ' +
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"\n'

/** Istio's default text (spec §1.12, later Istio). */
export const ISTIO_TEXT_FORMAT: string =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% ' +
  '%RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% ' +
  '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% ' +
  '%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" ' +
  '"%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER% ' +
  '%UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% ' +
  '%REQUESTED_SERVER_NAME% %ROUTE_NAME%\n'

/** A value that is one such operator alone is a number in JSON. */
const NUMERIC =
  /^%(?:RESPONSE_CODE|[A-Z_]*BYTES(?:_RECEIVED|_SENT)?|(?:[A-Z]+_)*DURATION|(?:UP|DOWN)STREAM_(?:DIRECT_)?(?:LOCAL|REMOTE)_PORT|UPSTREAM_REQUEST_ATTEMPT_COUNT|CONNECTION_ID|GRPC_STATUS_NUMBER|GRPC_STATUS\(NUMBER\))%$/

/** Stands for a missing value, which differs from an empty one; no value holds it. */
const NOTHING = '\0'

/** What a filter left is quoted text, which JSON takes as it is. */
const FILTER_STATE = /^%FILTER_STATE\([^:)]+(?::TYPED)?\)%$/

/** Such an operator alone keeps the structure of its value. */
const METADATA = /^%(?:DYNAMIC_METADATA|CLUSTER_METADATA|UPSTREAM_METADATA|METADATA)\([^)]*\)%$/

/** @param omitsEmpty an operator without a value gives nothing instead of `-`. */
export function compileTextFormat(
  text: string,
  omitsEmpty: boolean,
  at: Violations,
): LineFormat | null {
  const format = compile(text, at)
  const missing = omitsEmpty ? '' : '-'
  return format === null ? null : (stream) => format.render(stream, missing)
}

/** @param omitsEmpty leaves out keys whose operator has no value, which are null otherwise. */
export function compileJsonFormat(
  template: Readonly<Record<string, JsonValue>>,
  omitsEmpty: boolean,
  at: Violations,
): LineFormat | null {
  const before = at.count
  const render = compileJsonValue(template, omitsEmpty, at)
  return at.count > before ? null : (stream) => `${JSON.stringify(render(stream))}\n`
}

type JsonRender = (stream: HttpStream) => JsonValue

function compileJsonValue(template: JsonValue, omitsEmpty: boolean, at: Violations): JsonRender {
  if (typeof template === 'string') return compileJsonText(template, omitsEmpty, at)
  if (Array.isArray(template)) {
    const items = template.map((item, i) => compileJsonValue(item, omitsEmpty, at.at('', i)))
    return (stream) => items.map((item) => item(stream))
  }
  if (typeof template !== 'object' || template === null) return () => template
  // Envoy writes keys in order.
  const sorted = Object.entries(template).sort(([a], [b]) => (a < b ? -1 : 1))
  const entries = sorted.map(
    ([key, value]) => [toWireText(key), compileJsonValue(value, omitsEmpty, at.at(key))] as const,
  )
  return (stream) => {
    const object: Record<string, JsonValue> = {}
    for (const [key, render] of entries) {
      const value = render(stream)
      if (value !== null || !omitsEmpty) object[key] = value
    }
    return object
  }
}

function compileJsonText(text: string, omitsEmpty: boolean, at: Violations): JsonRender {
  const format = compile(text, at)
  if (format === null) return () => null
  if (NUMERIC.test(text))
    return (stream) => {
      const value = format.render(stream, '')
      return value === '' ? null : Number(value)
    }
  if (FILTER_STATE.test(text)) return (stream) => unquoted(format.render(stream, ''))
  if (METADATA.test(text)) return (stream) => structured(format.render(stream, ''))
  // One operator alone gives null where it has no value; a text around it gives `-`.
  const isAlone = /^%[^%]+%$/.test(text)
  return (stream) => {
    const value = format.render(stream, isAlone ? NOTHING : omitsEmpty ? '' : '-')
    return value === NOTHING ? null : jsonBytes(value)
  }
}

/** JSON is UTF-8; Envoy takes what is not for Latin-1. */
function jsonBytes(value: string): string {
  return isUtf8(Buffer.from(value, 'latin1')) ? value : toWireText(value)
}

function unquoted(text: string): JsonValue {
  return text === '' ? null : JSON.parse(text)
}

/** Metadata is text where it is a string, else JSON. */
function structured(text: string): JsonValue {
  if (!/^[[{\d-]|^(?:true|false)$/.test(text)) return text === '' ? null : text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function compile(text: string, at: Violations): Format | null {
  const compiled = compileFormat(toWireText(text))
  if (compiled.kind === 'ok') return compiled.value
  at.adopt(compiled.violations)
  return null
}

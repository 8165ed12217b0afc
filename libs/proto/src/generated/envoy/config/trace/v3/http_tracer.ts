/** Generated from envoy/config/trace/v3/http_tracer.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.trace.v3.Tracing.Http */
export interface TracingHttp {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const TracingHttp: MessageType<TracingHttp> = define<TracingHttp>({
  name: 'envoy.config.trace.v3.Tracing.Http', empty: emptyTracingHttp, write: writeTracingHttp, read: readTracingHttp,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
  ],
})

export function emptyTracingHttp(): TracingHttp {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeTracingHttp(m: TracingHttp, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
}

export function readTracingHttp(r: MessageReader, into: TracingHttp | null): TracingHttp {
  const m: Mutable<TracingHttp> = into ?? emptyTracingHttp()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 26: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

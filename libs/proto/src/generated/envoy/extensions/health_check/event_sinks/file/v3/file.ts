/** Generated from envoy/extensions/health_check/event_sinks/file/v3/file.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink */
export interface HealthCheckEventFileSink {
  readonly eventLogPath: string
}

export const HealthCheckEventFileSink: MessageType<HealthCheckEventFileSink> = define<HealthCheckEventFileSink>({
  name: 'envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink', empty: emptyHealthCheckEventFileSink, write: writeHealthCheckEventFileSink, read: readHealthCheckEventFileSink,
  fields: () => [
    ['event_log_path', 1, 'string'],
  ],
})

export function emptyHealthCheckEventFileSink(): HealthCheckEventFileSink {
  return {
    eventLogPath: '',
  }
}

export function writeHealthCheckEventFileSink(m: HealthCheckEventFileSink, w: ByteWriter): void {
  if (m.eventLogPath !== '') w.uint32(10).string(m.eventLogPath)
}

export function readHealthCheckEventFileSink(r: MessageReader, into: HealthCheckEventFileSink | null): HealthCheckEventFileSink {
  const m: Mutable<HealthCheckEventFileSink> = into ?? emptyHealthCheckEventFileSink()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.eventLogPath = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

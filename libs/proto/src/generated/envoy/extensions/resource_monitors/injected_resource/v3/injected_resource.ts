/** Generated from envoy/extensions/resource_monitors/injected_resource/v3/injected_resource.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig */
export interface InjectedResourceConfig {
  readonly filename: string
}

export const InjectedResourceConfig: MessageType<InjectedResourceConfig> = define<InjectedResourceConfig>({
  name: 'envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig', empty: emptyInjectedResourceConfig, write: writeInjectedResourceConfig, read: readInjectedResourceConfig,
  fields: () => [
    ['filename', 1, 'string'],
  ],
})

export function emptyInjectedResourceConfig(): InjectedResourceConfig {
  return {
    filename: '',
  }
}

export function writeInjectedResourceConfig(m: InjectedResourceConfig, w: ByteWriter): void {
  if (m.filename !== '') w.uint32(10).string(m.filename)
}

export function readInjectedResourceConfig(r: MessageReader, into: InjectedResourceConfig | null): InjectedResourceConfig {
  const m: Mutable<InjectedResourceConfig> = into ?? emptyInjectedResourceConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.filename = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/extensions/filters/http/composite/v3/composite.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFractionalPercent, readRuntimeFractionalPercent, writeRuntimeFractionalPercent } from '../../../../../config/core/v3/base.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../../config/core/v3/extension.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.composite.v3.Composite */
export interface Composite {
}

export const Composite: MessageType<Composite> = define<Composite>({
  name: 'envoy.extensions.filters.http.composite.v3.Composite', empty: emptyComposite, write: writeComposite, read: readComposite,
  fields: () => [],
})

export function emptyComposite(): Composite {
  return {}
}

export function writeComposite(_m: Composite, _w: ByteWriter): void {
}

export function readComposite(r: MessageReader, into: Composite | null): Composite {
  const m: Mutable<Composite> = into ?? emptyComposite()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.filters.http.composite.v3.ExecuteFilterAction */
export interface ExecuteFilterAction {
  readonly typedConfig: TypedExtensionConfig | null
  readonly samplePercent: RuntimeFractionalPercent | null
}

export const ExecuteFilterAction: MessageType<ExecuteFilterAction> = define<ExecuteFilterAction>({
  name: 'envoy.extensions.filters.http.composite.v3.ExecuteFilterAction', empty: emptyExecuteFilterAction, write: writeExecuteFilterAction, read: readExecuteFilterAction,
  fields: () => [
    ['typed_config', 1, TypedExtensionConfig],
    ['sample_percent', 3, RuntimeFractionalPercent],
  ],
  pruned: { 2: 'dynamic_config' },
})

export function emptyExecuteFilterAction(): ExecuteFilterAction {
  return {
    typedConfig: null,
    samplePercent: null,
  }
}

export function writeExecuteFilterAction(m: ExecuteFilterAction, w: ByteWriter): void {
  if (m.typedConfig !== null) put(w, 10, writeTypedExtensionConfig, m.typedConfig)
  if (m.samplePercent !== null) put(w, 26, writeRuntimeFractionalPercent, m.samplePercent)
}

export function readExecuteFilterAction(r: MessageReader, into: ExecuteFilterAction | null): ExecuteFilterAction {
  const m: Mutable<ExecuteFilterAction> = into ?? emptyExecuteFilterAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.typedConfig = readTypedExtensionConfig(r.message(), m.typedConfig); break
      case 26: m.samplePercent = readRuntimeFractionalPercent(r.message(), m.samplePercent); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** Generated from envoy/extensions/path/match/uri_template/v3/uri_template_match.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig */
export interface UriTemplateMatchConfig {
  readonly pathTemplate: string
}

export const UriTemplateMatchConfig: MessageType<UriTemplateMatchConfig> = define<UriTemplateMatchConfig>({
  name: 'envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig', empty: emptyUriTemplateMatchConfig, write: writeUriTemplateMatchConfig, read: readUriTemplateMatchConfig,
  fields: () => [
    ['path_template', 1, 'string'],
  ],
})

export function emptyUriTemplateMatchConfig(): UriTemplateMatchConfig {
  return {
    pathTemplate: '',
  }
}

export function writeUriTemplateMatchConfig(m: UriTemplateMatchConfig, w: ByteWriter): void {
  if (m.pathTemplate !== '') w.uint32(10).string(m.pathTemplate)
}

export function readUriTemplateMatchConfig(r: MessageReader, into: UriTemplateMatchConfig | null): UriTemplateMatchConfig {
  const m: Mutable<UriTemplateMatchConfig> = into ?? emptyUriTemplateMatchConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.pathTemplate = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

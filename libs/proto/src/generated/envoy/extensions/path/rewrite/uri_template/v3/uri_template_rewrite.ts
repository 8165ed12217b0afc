/** Generated from envoy/extensions/path/rewrite/uri_template/v3/uri_template_rewrite.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig */
export interface UriTemplateRewriteConfig {
  readonly pathTemplateRewrite: string
}

export const UriTemplateRewriteConfig: MessageType<UriTemplateRewriteConfig> = define<UriTemplateRewriteConfig>({
  name: 'envoy.extensions.path.rewrite.uri_template.v3.UriTemplateRewriteConfig', empty: emptyUriTemplateRewriteConfig, write: writeUriTemplateRewriteConfig, read: readUriTemplateRewriteConfig,
  fields: () => [
    ['path_template_rewrite', 1, 'string'],
  ],
})

export function emptyUriTemplateRewriteConfig(): UriTemplateRewriteConfig {
  return {
    pathTemplateRewrite: '',
  }
}

export function writeUriTemplateRewriteConfig(m: UriTemplateRewriteConfig, w: ByteWriter): void {
  if (m.pathTemplateRewrite !== '') w.uint32(10).string(m.pathTemplateRewrite)
}

export function readUriTemplateRewriteConfig(r: MessageReader, into: UriTemplateRewriteConfig | null): UriTemplateRewriteConfig {
  const m: Mutable<UriTemplateRewriteConfig> = into ?? emptyUriTemplateRewriteConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.pathTemplateRewrite = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

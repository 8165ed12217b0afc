/** custom_tags of gRPC access logs: what each stream is labelled with. */
import process from 'node:process'
import type { CustomTag, CustomTagMetadata } from '@flotilla/proto'
import type { Violations } from '../../compile/violations.ts'
import type { HttpStream } from '../../http/filter.ts'
import { headerValue } from '../../http/headers.ts'

/** Empty gives no tag. */
type TagValue = (stream: HttpStream) => string

export class CustomTags {
  private readonly tags: readonly { readonly name: string; readonly value: TagValue }[]

  constructor(tags: readonly { readonly name: string; readonly value: TagValue }[]) {
    this.tags = tags
  }

  of(stream: HttpStream): Map<string, string> {
    const found = new Map<string, string>()
    for (const { name, value } of this.tags) {
      const text = value(stream)
      if (text !== '') found.set(name, text)
    }
    return found
  }
}

export function compileCustomTags(tags: readonly CustomTag[], at: Violations): CustomTags {
  return new CustomTags(
    tags.map((tag, i) => {
      const place = at.at('custom_tags', i)
      if (tag.tag === '') place.at('tag').add('must not be empty')
      return { name: tag.tag, value: compileValue(tag, place) }
    }),
  )
}

function compileValue(tag: CustomTag, at: Violations): TagValue {
  const { literal, environment, requestHeader, metadata } = tag
  if (literal !== null) return () => literal.value
  if (environment !== null) {
    const value = process.env[environment.name] ?? environment.defaultValue
    return () => value
  }
  if (requestHeader !== null) {
    const name = requestHeader.name.toLowerCase()
    return (stream) => headerValue(stream.requestHeaders, name) ?? requestHeader.defaultValue
  }
  if (metadata !== null) return metadataValue(metadata, at.at('metadata'))
  at.add('names no value')
  return () => ''
}

/** Of the request; routes, clusters and endpoints have others. */
function metadataValue({ kind, metadataKey, defaultValue }: CustomTagMetadata, at: Violations) {
  if (kind !== null && kind.request === null) at.at('kind').unsupported('metadata of this kind')
  const namespace = metadataKey?.key ?? ''
  const path = (metadataKey?.path ?? []).map(({ key }) => key ?? '')
  if (namespace === '') at.at('metadata_key').at('key').add('must not be empty')
  return (stream: HttpStream): string => {
    const value = stream.metadataValue(namespace, path)
    if (value === undefined || value === null) return defaultValue
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

/** Readers of the field kinds that many Envoy messages share: durations, Anys, data sources, wrappers. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { messageOf } from '@flotilla/errors'
import {
  type Any,
  type DataSource,
  type Duration,
  type MessageType,
  type Metadata as MetadataMessage,
  msOfDuration,
} from '@flotilla/proto'
import type { Metadata } from '../upstream/types.ts'
import type { Violations } from './violations.ts'

/** Milliseconds of a duration field; `absent` where it is not set. Negative ones are violations. */
export function durationMs(duration: Duration | null, absent: number, at: Violations): number {
  if (duration === null) return absent
  const ms = msOfDuration(duration)
  if (ms >= 0) return ms
  at.add('must not be negative')
  return absent
}

/** The message inside an Any, refusing fields that are not implemented; null (with a violation) where it is another type. */
export function unpack<M>(type: MessageType<M>, any: Any | null, at: Violations): M | null {
  if (any === null) {
    at.add('is required')
    return null
  }
  if (!isType(any, type)) {
    at.add(`has type ${any.typeUrl}, expected ${type.typeUrl}`)
    return null
  }
  return decode(type, any.value, at)
}

/** Decodes bytes that are known to be of the type; unsupported fields and malformed bytes are violations. */
export function decode<M>(type: MessageType<M>, bytes: Uint8Array, at: Violations): M | null {
  try {
    const { message, unsupported } = type.decodeStrict(bytes)
    for (const path of unsupported) at.at(path).unsupported()
    return message
  } catch (error) {
    at.add(messageOf(error))
    return null
  }
}

export function isType(any: Any, type: MessageType<unknown>): boolean {
  return any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1) === type.typeName
}

/** Text of an inline, file or environment source; null (with a violation) where there is none. Files are read now. */
export function dataSourceText(source: DataSource | null, at: Violations): string | null {
  if (source === null) {
    at.add('is required')
    return null
  }
  if (source.inlineString !== null) return source.inlineString
  if (source.inlineBytes !== null) return Buffer.from(source.inlineBytes).toString('utf8')
  if (source.environmentVariable !== null) {
    const value = process.env[source.environmentVariable]
    if (value === undefined) at.add(`environment variable ${source.environmentVariable} is not set`)
    return value ?? null
  }
  if (source.filename === null) {
    at.add('names no source')
    return null
  }
  try {
    return readFileSync(source.filename, 'utf8')
  } catch (error) {
    at.add(`cannot read ${source.filename}: ${messageOf(error)}`)
    return null
  }
}

/** filter_metadata as plain objects by namespace. */
export function filterMetadata(
  message: MetadataMessage | null,
): Readonly<Record<string, Metadata>> {
  return message === null ? {} : Object.fromEntries(message.filterMetadata)
}

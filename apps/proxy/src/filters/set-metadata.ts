/** The set metadata filter: leaves configured values in a request's dynamic metadata. */
import { type JsonObject, SetMetadata } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
  type JsonValue,
} from '../http/filter.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Entry {
  readonly namespace: string
  readonly value: JsonObject
  readonly overwrites: boolean
}

export function setMetadataFilterKind(): HttpFilterKind {
  return protoFilterKind<SetMetadata, SetMetadata, readonly Entry[]>({
    name: 'envoy.filters.http.set_metadata',
    type: SetMetadata,
    routeType: null,
    settings: entriesOf,
    factory: (name, entries) => new SetMetadataFactory(name, entries),
  })
}

function entriesOf(message: SetMetadata, at: Violations): readonly Entry[] {
  const entries: Entry[] = []
  // The old spelling merges into what is there.
  if (message.metadataNamespace !== '' && message.value !== null)
    entries.push({ namespace: message.metadataNamespace, value: message.value, overwrites: true })
  message.metadata.forEach((one, i) => {
    const place = at.at('metadata', i)
    if (one.metadataNamespace === '') place.at('metadata_namespace').add('must not be empty')
    if (one.typedValue !== null) place.at('typed_value').unsupported()
    if (one.value !== null)
      entries.push({
        namespace: one.metadataNamespace,
        value: one.value,
        overwrites: one.allowOverwrite,
      })
  })
  return entries
}

class SetMetadataFactory implements HttpFilterFactory, HttpFilter {
  readonly name: string
  private readonly entries: readonly Entry[]

  constructor(name: string, entries: readonly Entry[]) {
    this.name = name
    this.entries = entries
  }

  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    for (const { namespace, value, overwrites } of this.entries) {
      if (!overwrites && stream.dynamicMetadata?.has(namespace) === true) continue
      for (const [key, item] of Object.entries(value))
        stream.setMetadata(namespace, key, item as JsonValue) // a Struct holds JSON values only
    }
    return FilterStatus.Continue
  }
}

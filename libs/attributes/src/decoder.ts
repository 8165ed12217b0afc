/** Reads CompressedAttributes: lazily for checks and independent reports, eagerly for deltas. */
import { type AttributeBag, MutableBag } from './bag.ts'
import type { CompressedAttributes } from './compressed.ts'
import { MessageWords } from './dictionary.ts'
import { type AttributeValue, DurationValue, type StringMap, TimestampValue } from './value.ts'

/**
 * A bag over a received message. Values are decoded when they are read, string maps once. A name sent in two type maps
 * has the first of: strings, string maps, int64s, doubles, bools, timestamps, durations, bytes. What cannot be decoded is absent.
 */
export class CompressedBag implements AttributeBag {
  private readonly message: CompressedAttributes
  private readonly words: MessageWords
  private stringMaps: Map<number, StringMap | null> | null = null

  /** @param words those of the message, or the batch's default words where it has none. */
  constructor(
    message: CompressedAttributes,
    words: MessageWords = new MessageWords(message.words),
  ) {
    this.message = message
    this.words = words
  }

  get(name: string): AttributeValue | undefined {
    const index = this.words.indexOf(name)
    return index === null ? undefined : this.valueAt(index)
  }

  *names(): Iterable<string> {
    const seen = new Set<number>()
    for (const map of typeMaps(this.message)) {
      for (const index of map.keys()) {
        if (seen.has(index)) continue
        seen.add(index)
        const name = this.words.at(index)
        // A name whose text is also a message word is found under that word's index only.
        if (name === null || this.words.indexOf(name) !== index) continue
        if (this.valueAt(index) !== undefined) yield name
      }
    }
  }

  private valueAt(index: number): AttributeValue | undefined {
    const m = this.message
    const text = m.strings.get(index)
    if (text !== undefined) return this.words.at(text) ?? undefined
    if (m.stringMaps.has(index)) return this.stringMapAt(index) ?? undefined
    const scalar = m.int64s.get(index) ?? m.doubles.get(index) ?? m.bools.get(index)
    if (scalar !== undefined) return scalar
    const timestamp = m.timestamps.get(index)
    if (timestamp !== undefined) return TimestampValue.fromParts(timestamp.seconds, timestamp.nanos)
    const duration = m.durations.get(index)
    if (duration !== undefined) return DurationValue.fromParts(duration.seconds, duration.nanos)
    return m.bytes.get(index)
  }

  private stringMapAt(index: number): StringMap | null {
    this.stringMaps ??= new Map()
    let map = this.stringMaps.get(index)
    if (map === undefined) {
      map = decodeStringMap(this.message.stringMaps.get(index)?.entries ?? new Map(), this.words)
      this.stringMaps.set(index, map)
    }
    return map
  }
}

export type DecodeResult =
  | { readonly kind: 'ok'; readonly bag: MutableBag }
  | { readonly kind: 'bad'; readonly message: string }

/** Decodes everything at once. A name in two type maps is an error; a name or value without a word is left out. */
export function decodeEagerly(message: CompressedAttributes, words: MessageWords): DecodeResult {
  const bag = new MutableBag()
  for (const map of typeMaps(message)) {
    for (const [index, raw] of map) {
      const name = words.at(index)
      if (name === null) continue
      if (bag.has(name)) return { kind: 'bad', message: `duplicate attribute ${name}` }
      const value = decodeValue(message, map, raw, words)
      if (value !== null) bag.set(name, value)
    }
  }
  return { kind: 'ok', bag }
}

type RawValue = number | bigint | boolean | Uint8Array | object

function typeMaps(m: CompressedAttributes): readonly ReadonlyMap<number, RawValue>[] {
  return [m.strings, m.stringMaps, m.int64s, m.doubles, m.bools, m.timestamps, m.durations, m.bytes]
}

function decodeValue(
  message: CompressedAttributes,
  map: ReadonlyMap<number, RawValue>,
  raw: RawValue,
  words: MessageWords,
): AttributeValue | null {
  if (map === message.strings) return words.at(raw as number) // values of this map are indices
  if (typeof raw !== 'object' || raw instanceof Uint8Array) return raw
  if ('entries' in raw) return decodeStringMap(raw.entries as ReadonlyMap<number, number>, words) // by its field it is a StringMap
  const { seconds, nanos } = raw as { seconds: number; nanos: number } // what is left are times
  return map === message.timestamps
    ? TimestampValue.fromParts(seconds, nanos)
    : DurationValue.fromParts(seconds, nanos)
}

function decodeStringMap(
  entries: ReadonlyMap<number, number>,
  words: MessageWords,
): StringMap | null {
  const map = new Map<string, string>()
  for (const [keyIndex, valueIndex] of entries) {
    const key = words.at(keyIndex)
    const value = words.at(valueIndex)
    if (key === null || value === null) return null
    map.set(key, value)
  }
  return map
}

/** ReferencedAttributes on the wire: what a decision read, as the sender's cache will use it. */
import type { AttributeBag } from './bag.ts'
import { WordList, wordAt } from './dictionary.ts'
import { Condition, type Reference } from './reference-tracker.ts'
import { isStringMap } from './value.ts'

export interface AttributeReference {
  readonly name: number
  readonly condition: Condition
  readonly regex: string
  readonly mapKey: number
}

export interface ReferencedAttributes {
  readonly words: readonly string[]
  readonly attributeMatches: readonly AttributeReference[]
}

/**
 * @param globalWordCount how many global words the receiver knows.
 * A key equal to "" is sent as no key, since 0 means that. The key `source.ip`, whose global index is also 0, is sent as
 * a message word: any receiver understands it, and it is not taken for the whole map.
 */
export function encodeReferences(
  references: readonly Reference[],
  globalWordCount: number,
): ReferencedAttributes {
  const words = new WordList(globalWordCount)
  const attributeMatches = references.map(({ name, mapKey, condition }) => ({
    name: words.indexOf(name),
    condition,
    regex: '',
    mapKey:
      mapKey === null || mapKey === '' ? 0 : words.indexOf(mapKey) || words.messageIndexOf(mapKey),
  }))
  return { words: words.words, attributeMatches }
}

/**
 * The references of an answer, or null where they cannot key a cache: a REGEX condition, or a word that is not known.
 * As in Mixer's client a map key is read only where the request's own attribute is a string map.
 */
export function decodeReferences(
  message: ReferencedAttributes,
  bag: AttributeBag,
): Reference[] | null {
  const references: Reference[] = []
  for (const match of message.attributeMatches) {
    if (match.condition !== Condition.exact && match.condition !== Condition.absence) return null
    const name = wordAt(match.name, message.words)
    if (name === null) return null
    const value = bag.get(name)
    let mapKey: string | null = null
    if (match.mapKey !== 0 && value !== undefined && isStringMap(value)) {
      mapKey = wordAt(match.mapKey, message.words)
      if (mapKey === null) return null
    }
    references.push({ name, mapKey, condition: match.condition })
  }
  return references
}

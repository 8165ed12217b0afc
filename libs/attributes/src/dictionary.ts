/** The global dictionary: words known to both ends by number, and the word lists that messages add to it. */
import { GLOBAL_WORDS } from './global-words.ts'

/** Words that every version of the list has: what a client shrinks to when a server refuses its count. */
export const BASE_WORD_COUNT = 111
export const GLOBAL_WORD_COUNT: number = GLOBAL_WORDS.length

const GLOBAL_INDEX: ReadonlyMap<string, number> = new Map(GLOBAL_WORDS.map((word, i) => [word, i]))

/** The word of an index as it stands on the wire (0 and up global, below 0 of the message), or null where there is none. */
export function wordAt(index: number, messageWords: readonly string[]): string | null {
  const word = index >= 0 ? GLOBAL_WORDS[index] : messageWords[-index - 1]
  return word ?? null
}

/** Index of a global word, or -1. */
export function globalIndexOf(word: string): number {
  return GLOBAL_INDEX.get(word) ?? -1
}

/** The words of one message being written: global ones by their number, others appended once. */
export class WordList {
  /** Words of the message, slot 0 has index -1. */
  readonly words: string[] = []
  private readonly slots: Map<string, number> = new Map()
  private readonly globalWordCount: number

  /** @param globalWordCount how many global words the receiver knows. */
  constructor(globalWordCount: number = GLOBAL_WORD_COUNT) {
    this.globalWordCount = Math.min(globalWordCount, GLOBAL_WORD_COUNT)
  }

  /** Index to send for this word; appends it where it is new. */
  indexOf(word: string): number {
    const index = GLOBAL_INDEX.get(word)
    if (index !== undefined && index < this.globalWordCount) return index
    return this.messageIndexOf(word)
  }

  /** Like indexOf, but never a global index. */
  messageIndexOf(word: string): number {
    const slot = this.slots.get(word)
    if (slot !== undefined) return slot
    this.words.push(word)
    const added = -this.words.length
    this.slots.set(word, added)
    return added
  }

  reset(): void {
    this.words.length = 0
    this.slots.clear()
  }
}

/** The words of a received message, searchable; one is shared by all elements of a batch that use its default words. */
export class MessageWords {
  readonly words: readonly string[]
  private slots: Map<string, number> | null = null

  constructor(words: readonly string[]) {
    this.words = words
  }

  /** The word of an index, or null. */
  at(index: number): string | null {
    return wordAt(index, this.words)
  }

  /** Index under which an attribute of this name must stand: message words go before global ones, as in Mixer. Null where the word is unknown. */
  indexOf(word: string): number | null {
    if (this.slots === null) {
      this.slots = new Map()
      for (let i = 0; i < this.words.length; i++) this.slots.set(this.words[i] as string, -i - 1) // i is below the length
    }
    return this.slots.get(word) ?? GLOBAL_INDEX.get(word) ?? null
  }
}

/** The refusal of a caller that knows more words than we do, or null where its count is fine. */
export function refuseWordCount(callerWordCount: number): string | null {
  return callerWordCount > GLOBAL_WORD_COUNT
    ? `inconsistent global dictionary versions used: mixer knows ${GLOBAL_WORD_COUNT} words, caller knows ${callerWordCount}`
    : null
}

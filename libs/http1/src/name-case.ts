/** How field names are written in messages to peers that care about case, though the protocol does not. */

/** Gives lower-case names the form in which they are sent. */
export interface NameCase {
  write(name: string): string
  /** The reason phrase to send, or null for the registered one. */
  readonly reason: string | null
}

/** What a reader keeps of the names that it puts into lower case. */
export interface CaseKeeping {
  /** How names are written that the message did not have; null: in lower case. */
  readonly others: NameCase | null
  /** Whether the reason phrase of a response is kept as well. */
  readonly keepsReason: boolean
}

/** A letter at the beginning or after anything that is neither letter nor digit. */
const FIRST_LETTERS = /(^|[^a-z0-9])[a-z]/g
const NAMES = /^[^:\r\n]+/gm

/** `x-request-id` as `X-Request-Id`. */
export const PROPER_CASE: NameCase = {
  reason: null,
  write: (name) => name.replace(FIRST_LETTERS, (text) => text.toUpperCase()),
}

/** The names of one message as its sender wrote them; of several forms of a name the first. */
export class SeenCase implements NameCase {
  reason: string | null = null
  private readonly others: NameCase | null
  private readonly seen: Map<string, string> = new Map()

  constructor(others: NameCase | null) {
    this.others = others
  }

  note(name: string): void {
    const lower = name.toLowerCase()
    if (!this.seen.has(lower)) this.seen.set(lower, name)
  }

  write(name: string): string {
    return this.seen.get(name) ?? this.others?.write(name) ?? name
  }
}

/** Field lines, as `fieldLines` gives them, with their names in another case. O(length). */
export function linesInCase(lines: string, form: NameCase): string {
  return lines.replace(NAMES, (name) => form.write(name))
}

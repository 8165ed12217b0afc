/** Header additions and removals of one or more levels, in the order in which they are applied. */
import { isFieldValue } from '@flotilla/http1'
import { asciiLower, type StringMatcher } from '@flotilla/match'
import type { HttpStream } from '../filter.ts'
import { addHeader, type HeaderList, indexOfHeader, removeHeader } from '../headers.ts'
import { addMerged } from '../merged-headers.ts'
import type { Format } from '../substitution.ts'

export const AppendAction = {
  AppendIfExistsOrAdd: 0,
  AddIfAbsent: 1,
  OverwriteIfExistsOrAdd: 2,
  OverwriteIfExists: 3,
} as const
export type AppendAction = (typeof AppendAction)[keyof typeof AppendAction]

const MAX_VALUE_LENGTH = 16 * 1024

export interface HeaderMutation {
  apply(headers: HeaderList, stream: HttpStream): void
}

export class HeaderRemoval implements HeaderMutation {
  private readonly name: string

  constructor(name: string) {
    this.name = asciiLower(name)
  }

  apply(headers: HeaderList): void {
    removeHeader(headers, this.name)
  }
}

/** Takes out all headers whose name matches. */
export class HeaderRemovalByMatch implements HeaderMutation {
  private readonly names: StringMatcher

  constructor(names: StringMatcher) {
    this.names = names
  }

  apply(headers: HeaderList): void {
    let to = 0
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i] as string // inside the list
      if (this.names.matches(name)) continue
      headers[to++] = name
      headers[to++] = headers[i + 1] as string // lists are even
    }
    headers.length = to
  }
}

export interface AdditionOptions {
  readonly keepsEmpty: boolean
  /** Whether the name stands in one line at most (`MERGED_IN_REQUESTS`, `MERGED_IN_RESPONSES`). */
  readonly merges: boolean
}

export class HeaderAddition implements HeaderMutation {
  readonly name: string
  private readonly value: Format
  private readonly action: AppendAction
  private readonly keepsEmpty: boolean
  private readonly merges: boolean

  constructor(name: string, value: Format, action: AppendAction, options: AdditionOptions) {
    this.name = asciiLower(name)
    this.value = value
    this.action = action
    this.keepsEmpty = options.keepsEmpty
    this.merges = options.merges
  }

  get isOverwrite(): boolean {
    return (
      this.action === AppendAction.OverwriteIfExistsOrAdd ||
      this.action === AppendAction.OverwriteIfExists
    )
  }

  apply(headers: HeaderList, stream: HttpStream): void {
    const text = this.text(headers, stream)
    if (text !== null) this.write(headers, text)
  }

  /** What is to be written, null where nothing is. */
  text(headers: HeaderList, stream: HttpStream): string | null {
    const { action } = this
    if (
      action !== AppendAction.AppendIfExistsOrAdd &&
      action !== AppendAction.OverwriteIfExistsOrAdd
    ) {
      const isPresent = indexOfHeader(headers, this.name) !== -1
      if (isPresent !== (action === AppendAction.OverwriteIfExists)) return null
    }
    const text = this.value.literal ?? rendered(this.value, stream)
    return text === '' && !this.keepsEmpty ? null : text
  }

  write(headers: HeaderList, text: string): void {
    // Envoy: what is overwritten moves to the end.
    if (this.isOverwrite) removeHeader(headers, this.name)
    if (this.merges) addMerged(headers, this.name, text)
    else addHeader(headers, this.name, text)
  }
}

/** Additions of one level: as in Envoy all see the headers as they were before it, and overwriting comes first. */
export class LevelAdditions implements HeaderMutation {
  private readonly additions: readonly HeaderAddition[]
  /** Texts of the additions, here so that none is made for each request. */
  private readonly texts: (string | null)[] = []

  constructor(additions: readonly HeaderAddition[]) {
    const isFirst = (one: HeaderAddition): boolean => one.isOverwrite
    this.additions = [...additions.filter(isFirst), ...additions.filter((one) => !isFirst(one))]
  }

  apply(headers: HeaderList, stream: HttpStream): void {
    const { additions, texts } = this
    for (let i = 0; i < additions.length; i++)
      texts[i] = (additions[i] as HeaderAddition).text(headers, stream) // i < length
    for (let i = 0; i < additions.length; i++) {
      const text = texts[i] as string | null // set above
      if (text !== null) (additions[i] as HeaderAddition).write(headers, text) // i < length
    }
  }
}

/** What an operator gave may come from a peer (certificate subjects, metadata): null where it is no field value. */
function rendered(format: Format, stream: HttpStream): string | null {
  const text = format.render(stream, '')
  return isFieldValue(text) ? text.slice(0, MAX_VALUE_LENGTH) : null
}

export function applyMutations(
  mutations: readonly HeaderMutation[] | null,
  headers: HeaderList,
  stream: HttpStream,
): void {
  if (mutations === null) return
  for (const mutation of mutations) mutation.apply(headers, stream)
}

/** Header additions and removals of one or more levels, in the order in which they are applied. */
import { isFieldValue } from '@flotilla/http1'
import { asciiLower } from '@flotilla/match'
import type { HttpStream } from '../filter.ts'
import { addHeader, type HeaderList, indexOfHeader, removeHeader } from '../headers.ts'
import type { Format } from '../substitution.ts'

export const AppendAction = {
  AppendIfExistsOrAdd: 0,
  AddIfAbsent: 1,
  OverwriteIfExistsOrAdd: 2,
  OverwriteIfExists: 3,
} as const
export type AppendAction = (typeof AppendAction)[keyof typeof AppendAction]

const MAX_VALUE_LENGTH = 16 * 1024

export class HeaderMutation {
  private readonly name: string
  /** Null removes the header. */
  private readonly value: Format | null
  private readonly action: AppendAction
  private readonly keepsEmpty: boolean

  constructor(name: string, value: Format | null, action: AppendAction, keepsEmpty: boolean) {
    this.name = asciiLower(name)
    this.value = value
    this.action = action
    this.keepsEmpty = keepsEmpty
  }

  get isOverwrite(): boolean {
    return (
      this.action === AppendAction.OverwriteIfExistsOrAdd ||
      this.action === AppendAction.OverwriteIfExists
    )
  }

  apply(headers: HeaderList, stream: HttpStream): void {
    if (this.value === null) {
      removeHeader(headers, this.name)
      return
    }
    const text = this.value.literal ?? rendered(this.value, stream)
    if (text === null || (text === '' && !this.keepsEmpty)) return
    switch (this.action) {
      case AppendAction.AppendIfExistsOrAdd:
        addHeader(headers, this.name, text)
        return
      case AppendAction.AddIfAbsent:
        if (indexOfHeader(headers, this.name) === -1) addHeader(headers, this.name, text)
        return
      case AppendAction.OverwriteIfExistsOrAdd:
        // Envoy: what is overwritten moves to the end.
        removeHeader(headers, this.name)
        addHeader(headers, this.name, text)
        return
      case AppendAction.OverwriteIfExists:
        if (removeHeader(headers, this.name)) addHeader(headers, this.name, text)
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

/** Turns scanned offsets into the flat name/value list, with one conversion of the whole head to text. */

import { fieldName } from './field-name.ts'
import type { HeadScanner } from './head-scanner.ts'
import type { SeenCase } from './name-case.ts'
import { FIELD_STRIDE } from './whole-head.ts'

const UPPER = /[A-Z]/
const LINE_END = /\r?\n/g

/** `text` is the head as Latin-1, one character per byte; values keep their bytes as characters 0x00-0xff. */
export function fieldList(scanner: HeadScanner, text: string): string[] {
  const fields = scanner.fields
  const count = scanner.fieldCount
  const list: string[] = new Array(count * 2)
  for (let i = 0; i < count; i++) {
    const at = i * FIELD_STRIDE
    const id = fields[at + 4] as number // five numbers for each field
    list[2 * i] =
      id >= 0 ? fieldName(id) : lowerCase(text.substring(fields[at] as number, fields[at + 1])) // as above
    list[2 * i + 1] = text.substring(fields[at + 2] as number, fields[at + 3] as number) // as above
  }
  if (scanner.hasFolds)
    for (let i = 1; i < list.length; i += 2) list[i] = unfolded(list[i] as string) // lists are even
  return list
}

/** Tells `into` the names of the head as they were sent. */
export function noteNames(scanner: HeadScanner, text: string, into: SeenCase): void {
  const { fields } = scanner
  for (let i = 0; i < scanner.fieldCount; i++) {
    const at = i * FIELD_STRIDE
    into.note(text.substring(fields[at] as number, fields[at + 1])) // five numbers for each field
  }
}

/** RFC 9112 §5.2: a line end before a blank says nothing. */
function unfolded(value: string): string {
  return value.replaceAll(LINE_END, '').replace(/^[ \t]+|[ \t]+$/g, '')
}

function lowerCase(name: string): string {
  return UPPER.test(name) ? name.toLowerCase() : name
}

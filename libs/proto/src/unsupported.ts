/** The strict walk: which fields of the API, left out of our messages, are present in bytes that decoded well. */
import { isMessage } from './field-table.ts'
import type { MessageType } from './message-type.ts'
import { MessageReader } from './wire/message-reader.ts'

const LENGTH_DELIMITED = 2

/** Paths in proto names, for example `filter_chains[0].use_proxy_proto`; each once. The content of an Any is its reader's to check. */
export function unsupportedFields<M>(type: MessageType<M>, bytes: Uint8Array): string[] {
  const found = new Set<string>()
  walk(type as MessageType<unknown>, new MessageReader(bytes), '', found) // only its table is used
  return [...found]
}

function walk(
  type: MessageType<unknown>,
  reader: MessageReader,
  path: string,
  found: Set<string>,
): void {
  const table = type.table()
  const counts = new Map<number, number>()
  while (!reader.done) {
    const tag = reader.uint32()
    const number = tag >>> 3
    const pruned = table.prunedNumbers.get(number)
    if (pruned !== undefined) found.add(join(path, pruned))
    const field = table.byNumber.get(number)
    const nested = field !== undefined && isMessage(field.type) ? field.type : null
    if (field === undefined || nested === null || (tag & 7) !== LENGTH_DELIMITED) {
      reader.skipField(tag)
      continue
    }
    const index = counts.get(number) ?? 0
    counts.set(number, index + 1)
    const at = join(path, field.protoName)
    if (field.mapKey !== null) walkEntry(nested, reader.message(), at, found)
    else walk(nested, reader.message(), field.isList ? `${at}[${index}]` : at, found)
  }
}

function walkEntry(
  type: MessageType<unknown>,
  entry: MessageReader,
  path: string,
  found: Set<string>,
): void {
  while (!entry.done) {
    const tag = entry.uint32()
    if (tag === ((2 << 3) | LENGTH_DELIMITED)) walk(type, entry.message(), `${path}[]`, found)
    else entry.skipField(tag)
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

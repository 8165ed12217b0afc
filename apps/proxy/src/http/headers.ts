/** Operations on the flat header list of the data path: names at even, values at odd indices, names in lower case. */

/** Flat list `[name, value, name, value, …]`; names are lower case, a repeated name stands repeatedly. */
export type HeaderList = string[]
export type ReadonlyHeaderList = readonly string[]

/** Index of the name, or -1. O(headers). */
export function indexOfHeader(headers: ReadonlyHeaderList, name: string): number {
  for (let i = 0; i < headers.length; i += 2) if (headers[i] === name) return i
  return -1
}

/** The first value of the name, or null. O(headers). */
/** Envoy's size of received HTTP/1 fields: names, values, and a colon and CRLF for each. O(n) */
export function receivedFieldBytes(headers: ReadonlyHeaderList): number {
  let bytes = (headers.length >> 1) * ':\r\n'.length
  for (const text of headers) bytes += text.length
  return bytes
}

export function headerValue(headers: ReadonlyHeaderList, name: string): string | null {
  for (let i = 0; i < headers.length; i += 2)
    if (headers[i] === name) return headers[i + 1] as string // lists are even
  return null
}

/** All values of the name joined by commas, as one header of the same meaning (RFC 9110 §5.3), or null. */
export function joinedHeaderValue(headers: ReadonlyHeaderList, name: string): string | null {
  let joined: string | null = null
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] !== name) continue
    const value = headers[i + 1] as string // lists are even
    joined = joined === null ? value : `${joined},${value}`
  }
  return joined
}

/** Makes the name stand once with this value, at the place of its first occurrence or at the end. */
export function setHeader(headers: HeaderList, name: string, value: string): void {
  const at = indexOfHeader(headers, name)
  if (at === -1) {
    headers.push(name, value)
    return
  }
  headers[at + 1] = value
  removeHeaderFrom(headers, name, at + 2)
}

/** Adds one more occurrence at the end. */
export function addHeader(headers: HeaderList, name: string, value: string): void {
  headers.push(name, value)
}

/** Removes every occurrence. Returns whether there was one. */
export function removeHeader(headers: HeaderList, name: string): boolean {
  return removeHeaderFrom(headers, name, 0)
}

function removeHeaderFrom(headers: HeaderList, name: string, from: number): boolean {
  let to = from
  while (to < headers.length && headers[to] !== name) to += 2
  if (to >= headers.length) return false
  for (let i = to + 2; i < headers.length; i += 2) {
    if (headers[i] === name) continue
    headers[to] = headers[i] as string // inside the list
    headers[to + 1] = headers[i + 1] as string // lists are even
    to += 2
  }
  truncate(headers, to)
  return true
}

/** Cuts the list at an index. Setting `length` costs a call into the runtime; few entries are popped for less. */
export function truncate(headers: HeaderList, length: number): void {
  while (headers.length > length) headers.pop()
}

/** Headers that concern one connection only: they are taken out of every message that passes (spec §1.6). */
import { type HeaderList, truncate } from '../headers.ts'

const NEVER_NOMINATED = new Set(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'])

/** Whether `te` may pass: only `trailers` means anything end to end, and Envoy knows it in lower case. */
function asksTrailers(value: string): boolean {
  if (value === 'trailers') return true
  return value.split(',').some((token) => token.trim() === 'trailers')
}

/**
 * Takes hop-by-hop headers out, in place, and `host` with them. False where Connection nominates a header that must not
 * be removed that way: such a request is refused.
 */
export function stripHopByHop(headers: HeaderList): boolean {
  return strip(headers, true)
}

/** Of an answer; as Envoy, `host` and `te` mean nothing there and pass. */
export function stripResponseHopByHop(headers: HeaderList): void {
  strip(headers, false)
}

function strip(headers: HeaderList, isRequest: boolean): boolean {
  let nominated: Set<string> | null = null
  let to = 0
  let hasTrailers = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string // inside the list
    const value = headers[i + 1] as string // lists are even
    switch (name) {
      case 'connection':
        if (value !== 'keep-alive' && value !== 'close')
          nominated = withOptions(nominated ?? new Set(), value)
        continue
      case 'keep-alive':
      case 'proxy-connection':
      case 'transfer-encoding':
      case 'upgrade':
        continue
      case 'host':
        if (isRequest) continue
        break
      case 'te':
        if (!isRequest) break
        if (!asksTrailers(value) || hasTrailers) continue
        hasTrailers = true
        headers[i + 1] = 'trailers'
    }
    if (to !== i) {
      headers[to] = name
      headers[to + 1] = headers[i + 1] as string // lists are even
    }
    to += 2
  }
  truncate(headers, to)
  return nominated === null || removeNominated(headers, nominated)
}

function withOptions(into: Set<string>, value: string): Set<string> {
  for (const option of value.split(',')) {
    const name = option.trim().toLowerCase()
    if (name !== '') into.add(name)
  }
  return into
}

function removeNominated(headers: HeaderList, nominated: ReadonlySet<string>): boolean {
  let to = 0
  for (const name of nominated) if (NEVER_NOMINATED.has(name) || name.startsWith(':')) return false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string // inside the list
    // `te: trailers` is nominated by every sender of it and still holds end to end.
    if (nominated.has(name) && name !== 'te') continue
    headers[to] = name
    headers[to + 1] = headers[i + 1] as string // lists are even
    to += 2
  }
  truncate(headers, to)
  return true
}

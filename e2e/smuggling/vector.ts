/** What a vector is, and short ways to write requests. */

export interface Vector {
  readonly name: string
  /** Latin-1 bytes. `@ID@` stands for the id that the recorder finds the vector by. */
  readonly bytes: string
}

/** What an attacker hopes that one of the two reads as a request of its own. */
export const SMUGGLED: string =
  'GET /smuggled?@ID@ HTTP/1.1\r\nHost: s.test\r\nX-T: smuggled\r\n\r\n'

export interface Parts {
  readonly line?: string
  readonly host?: string
  readonly lines?: readonly string[]
  readonly body?: string
}

export function post({ line, host, lines = [], body = '' }: Parts): string {
  const head = [line ?? 'POST /v?@ID@ HTTP/1.1', host ?? 'Host: a.test', 'X-T: @ID@', ...lines]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

export function get({ line, ...rest }: Parts): string {
  return post({ line: line ?? 'GET /v?@ID@ HTTP/1.1', ...rest })
}

/** Control bytes shown, long texts cut. */
function label(text: string): string {
  const shown = JSON.stringify(text).slice(1, -1)
  return shown.length > 70 ? `${shown.slice(0, 70)}…(${text.length})` : shown
}

export function each<T extends string>(
  area: string,
  values: readonly T[],
  bytes: (value: T) => string,
): readonly Vector[] {
  return values.map((value) => ({ name: `${area}: ${label(value)}`, bytes: bytes(value) }))
}

/** A whole chunked body. */
export const CHUNKED: string = `5\r\nhello\r\n0\r\n\r\n`

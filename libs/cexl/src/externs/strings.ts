/** Functions on strings, by bytes of their UTF-8 form where order or length shows. */

/** Wildcard match: a `*` at the end makes it a prefix test, else one at the start a suffix test, else it is equality. */
export function matchPattern(text: string, pattern: string): boolean {
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1))
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1))
  return text === pattern
}

export function startsWith(text: string, prefix: string): boolean {
  return text.startsWith(prefix)
}

export function endsWith(text: string, suffix: string): boolean {
  return text.endsWith(suffix)
}

/** Lower case character by character: no rule of Unicode that looks at the neighbours applies. */
export function toLower(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the whole ASCII range is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase()
  let lower = ''
  for (const char of text) lower += char.toLowerCase()
  return lower
}

/** Order of two strings by their UTF-8 bytes: below 0, 0 or above 0. */
export function compareBytes(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return byteRank(left) - byteRank(right)
  }
  return a.length - b.length
}

/** UTF-16 puts surrogates below U+E000..U+FFFF, UTF-8 puts what they stand for above. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

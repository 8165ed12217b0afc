/** Which encoding a caller's accept-encoding asks for, of those that there are (RFC 9110 §12.5.3, as Envoy reads it). */

const IDENTITY = 'identity'

/**
 * The first of those that the caller prefers; null: the body as it is. `*` stands for the first that there is.
 * @param accepted the header, empty where there is none: then only bodies as they are.
 */
export function chosenEncoding(accepted: string, available: readonly string[]): string | null {
  let chosen = IDENTITY
  let best = 0
  for (const text of accepted === '' ? [] : accepted.split(',')) {
    const [name = '', ...params] = text.split(';').map((part) => part.trim())
    const coding = name.toLowerCase()
    const given = params.find((param) => /^q=/i.test(param))?.slice(2)
    const quality = given === undefined ? 1 : Number(given)
    // A quality that is no number is not above any.
    if (!(quality > best)) continue
    if (coding !== '*' && coding !== IDENTITY && !available.includes(coding)) continue
    chosen = coding
    best = quality
  }
  if (chosen === '*') return available[0] ?? null
  return chosen === IDENTITY ? null : chosen
}

export function acceptsEncoding(accepted: string, coding: string): boolean {
  return chosenEncoding(accepted, [coding]) === coding
}

/** Whether a caller's accept-encoding allows one encoding, and prefers none other to it (RFC 9110 §12.5.3). */

interface Choice {
  readonly coding: string
  readonly quality: number
}

/** @param accepted the header, empty where there is none: then only bodies as they are. */
export function acceptsEncoding(accepted: string, coding: string): boolean {
  if (accepted === '') return false
  const choices = accepted.split(',').map(choiceOf)
  const own = choices.find((one) => one.coding === coding)
  if (own !== undefined) return own.quality > 0 && own.quality >= identityQuality(choices)
  const any = choices.find((one) => one.coding === '*')
  return any !== undefined && any.quality > 0 && any.quality >= identityQuality(choices)
}

/** What is as good as the encoding goes after it. */
function identityQuality(choices: readonly Choice[]): number {
  return choices.find((one) => one.coding === 'identity')?.quality ?? 0
}

function choiceOf(text: string): Choice {
  const [coding = '', ...params] = text.split(';').map((part) => part.trim())
  const quality = params.find((param) => /^q=/i.test(param))?.slice(2)
  const value = quality === undefined ? 1 : Number(quality)
  return { coding: coding.toLowerCase(), quality: Number.isNaN(value) ? 0 : value }
}

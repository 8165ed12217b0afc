/** One list of label names, shared by the families that have it: turns an instance's dimensions into the label text of a series. */
import { type ValueMap, valueText } from '@flotilla/adapter-sdk'
import { safeName } from './metric-name.ts'

export class LabelSet {
  readonly names: readonly string[]
  private readonly prefixes: readonly string[]
  /** Position of each label among an instance's keys, by the identity of the key list; null where they do not fit. */
  private readonly positions = new WeakMap<
    readonly string[],
    Int32Array | { readonly error: string }
  >()
  // The metrics of one request mostly share one ValueMap: the text is made once for all of them.
  private lastDimensions: ValueMap | null = null
  private lastText = ''

  /** @param names safe names, in the order of the label text. */
  constructor(names: readonly string[]) {
    this.names = names
    this.prefixes = names.map((name, i) => `${i === 0 ? '' : ','}${name}="`)
  }

  /** `a="1",b="2"`, or an error where the dimensions are not exactly the label names. */
  textOf(dimensions: ValueMap): string | { readonly error: string } {
    if (dimensions === this.lastDimensions) return this.lastText
    const positions = this.positionsOf(dimensions.keys)
    if (!(positions instanceof Int32Array)) return positions
    const { values } = dimensions
    let text = ''
    for (let i = 0; i < positions.length; i++) {
      const value = values[positions[i] as number] ?? null // one position per label name
      text += `${this.prefixes[i]}${escapeLabel(valueText(value))}"`
    }
    this.lastDimensions = dimensions
    this.lastText = text
    return text
  }

  private positionsOf(keys: readonly string[]): Int32Array | { readonly error: string } {
    const known = this.positions.get(keys)
    if (known !== undefined) return known
    const safe = keys.map(safeName)
    const found = this.names.map((name) => safe.indexOf(name))
    const extra = safe.filter((name) => !this.names.includes(name))
    const missing = this.names.filter((_, i) => found[i] === -1)
    const made =
      missing.length + extra.length > 0
        ? { error: mismatch(missing, extra) }
        : Int32Array.from(found)
    this.positions.set(keys, made)
    return made
  }
}

function mismatch(missing: readonly string[], extra: readonly string[]): string {
  const parts = []
  if (missing.length > 0) parts.push(`no dimension for the label ${missing.join(', ')}`)
  if (extra.length > 0) parts.push(`no label for the dimension ${extra.join(', ')}`)
  return parts.join('; ')
}

function escapeLabel(value: string): string {
  return /[\\"\n]/.test(value)
    ? value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))
    : value
}

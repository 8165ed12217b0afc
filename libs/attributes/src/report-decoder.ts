/** Splits a report batch into bags: complete elements, or deltas applied one over the other. */
import { type AttributeBag, MutableBag } from './bag.ts'
import type { CompressedAttributes } from './compressed.ts'
import { CompressedBag, decodeEagerly } from './decoder.ts'
import { MessageWords } from './dictionary.ts'

/** The numbers of ReportRequest.RepeatedAttributesSemantics. */
export const ReportEncoding = { delta: 0, independent: 1 } as const

export interface ReportBatch {
  readonly attributes: readonly CompressedAttributes[]
  readonly defaultWords: readonly string[]
  readonly repeatedAttributesSemantics: number
}

export type ReportElement =
  | { readonly kind: 'ok'; readonly bag: AttributeBag }
  | { readonly kind: 'bad'; readonly message: string }

/** The elements of a batch in order. Each bag stays valid after the next one is taken. */
export function* decodeReport(batch: ReportBatch): Iterable<ReportElement> {
  const defaults = new MessageWords(batch.defaultWords)
  const wordsOf = (element: CompressedAttributes): MessageWords =>
    element.words.length === 0 ? defaults : new MessageWords(element.words)
  if (batch.repeatedAttributesSemantics === ReportEncoding.independent) {
    for (const element of batch.attributes)
      yield { kind: 'ok', bag: new CompressedBag(element, wordsOf(element)) }
    return
  }
  const state = new MutableBag()
  for (const element of batch.attributes) {
    const decoded = decodeEagerly(element, wordsOf(element))
    if (decoded.kind === 'bad') {
      yield decoded
      continue
    }
    state.merge(decoded.bag)
    yield { kind: 'ok', bag: MutableBag.copyOf(state) }
  }
}

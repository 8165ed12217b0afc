/** CheckRequest bytes: attributes with their words, the words this side knows, the deduplication id, and quotas. */
import { type AttributeBag, encodeAttributes } from '@flotilla/attributes'
import { ByteWriter } from '@flotilla/bytes'

export interface QuotaParams {
  readonly amount: number
  readonly isBestEffort: boolean
}

export function encodeCheckRequest(
  bag: AttributeBag,
  globalWordCount: number,
  deduplicationId: string,
  quotas: ReadonlyMap<string, QuotaParams>,
): Uint8Array {
  const writer = new ByteWriter(1024)
  writer.uint32(0x0a).bytes(encodeAttributes(bag, globalWordCount))
  writer.uint32(0x10).uint32(globalWordCount)
  writer.uint32(0x1a).string(deduplicationId)
  for (const [name, { amount, isBestEffort }] of quotas) {
    writer.uint32(0x22).nested((entry) =>
      entry
        .uint32(0x0a)
        .string(name)
        .uint32(0x12)
        .nested((params) => {
          params.uint32(0x08).int64(amount)
          if (isBestEffort) params.uint32(0x10).bool(true)
        }),
    )
  }
  return writer.finish()
}

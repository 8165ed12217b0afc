/** The shape of CompressedAttributes as decoded from the wire; indices are as sent, maps as protobuf's. */

export interface SecondsAndNanos {
  readonly seconds: number
  readonly nanos: number
}

export interface CompressedAttributes {
  readonly words: readonly string[]
  readonly strings: ReadonlyMap<number, number>
  readonly int64s: ReadonlyMap<number, bigint>
  readonly doubles: ReadonlyMap<number, number>
  readonly bools: ReadonlyMap<number, boolean>
  readonly timestamps: ReadonlyMap<number, SecondsAndNanos>
  readonly durations: ReadonlyMap<number, SecondsAndNanos>
  readonly bytes: ReadonlyMap<number, Uint8Array>
  readonly stringMaps: ReadonlyMap<number, { readonly entries: ReadonlyMap<number, number> }>
}

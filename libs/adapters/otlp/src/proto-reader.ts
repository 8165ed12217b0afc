/** Protobuf fields as they come, for answers of a collector; what is no protobuf gives null. */

export interface ProtoField {
  readonly number: number
  /** Varints and fixed numbers as bigint, the rest as bytes. */
  readonly value: bigint | Uint8Array
}

const MAX_FIELDS = 10_000

export function readFields(bytes: Uint8Array): readonly ProtoField[] | null {
  const fields: ProtoField[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const varint = (): bigint | null => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) return null
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    return null
  }
  while (at < bytes.length && fields.length < MAX_FIELDS) {
    const tag = varint()
    if (tag === null) return null
    const number = Number(tag >> 3n)
    const value = readValue(Number(tag & 7n))
    if (value === null || number === 0) return null
    fields.push({ number, value })
  }
  return at === bytes.length ? fields : null

  function readValue(type: number): bigint | Uint8Array | null {
    if (type === 0) return varint()
    const size = type === 1 ? 8 : type === 5 ? 4 : type === 2 ? Number(varint() ?? -1n) : -1
    if (size < 0 || at + size > bytes.length) return null
    const start = at
    at += size
    if (type === 2) return bytes.subarray(start, at)
    return type === 1 ? view.getBigUint64(start, true) : BigInt(view.getUint32(start, true))
  }
}

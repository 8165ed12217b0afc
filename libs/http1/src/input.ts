/** The unread bytes of a connection as one contiguous buffer, copied only where a message part straddles two reads. */

const EMPTY = Buffer.alloc(0)
const MIN_OWNED_BYTES = 1024

export class Input {
  /** Unread bytes are `buffer[at..end)`. Bytes once handed out are never overwritten. */
  buffer: Buffer = EMPTY
  at = 0
  end = 0
  private isOwned = false

  get length(): number {
    return this.end - this.at
  }

  /** Adds bytes; keeps `chunk` itself where nothing is unread, so it must not be written to later. */
  push(chunk: Buffer): void {
    if (this.at === this.end) {
      this.buffer = chunk
      this.at = 0
      this.end = chunk.length
      this.isOwned = false
      return
    }
    const unread = this.end - this.at
    if (!this.isOwned || this.buffer.length - this.end < chunk.length) {
      // Doubling keeps a head that trickles in byte by byte linear in its length.
      const grown = Buffer.allocUnsafe(Math.max(MIN_OWNED_BYTES, 2 * (unread + chunk.length)))
      this.buffer.copy(grown, 0, this.at, this.end)
      this.buffer = grown
      this.at = 0
      this.end = unread
      this.isOwned = true
    }
    chunk.copy(this.buffer, this.end)
    this.end += chunk.length
  }

  /** Lets go of a buffer that is read to its end. */
  release(): void {
    if (this.at !== this.end) return
    this.buffer = EMPTY
    this.at = 0
    this.end = 0
    this.isOwned = false
  }

  /** Takes all unread bytes out, as a view, or null where there are none. */
  takeAll(): Buffer | null {
    if (this.at === this.end) return null
    const rest = this.buffer.subarray(this.at, this.end)
    this.at = this.end
    this.release()
    return rest
  }
}

/** The unread bytes of a connection as one contiguous buffer, copied only where a message part straddles two reads. */

const EMPTY = Buffer.alloc(0)
const MIN_OWNED_BYTES = 1024

export class Input {
  /** Unread bytes are `buffer[at..end)`. Bytes once handed out are never overwritten. */
  buffer: Buffer = EMPTY
  at = 0
  end = 0
  private isOwned = false
  private isLent = false

  get length(): number {
    return this.end - this.at
  }

  /**
   * Adds `chunk[0..size)`; keeps it where nothing is unread. It must not be written to later, unless it is lent: then
   * `keep` has to be called before.
   */
  push(chunk: Buffer, size: number, isLent: boolean): void {
    if (this.at === this.end) {
      this.buffer = chunk
      this.at = 0
      this.end = size
      this.isOwned = false
      this.isLent = isLent
      return
    }
    if (!this.isOwned || this.buffer.length - this.end < size) {
      // Doubling keeps a head that trickles in byte by byte linear in its length.
      this.own(2 * (this.length + size))
    }
    chunk.copy(this.buffer, this.end, 0, size)
    this.end += size
  }

  /** A lent buffer is needed back: copies what is unread of it. */
  keep(): void {
    if (!this.isLent) return
    if (this.at === this.end) this.release()
    else this.own(this.length)
  }

  /** `buffer[start..end)` for good: a view, or a copy where the buffer is lent. */
  slice(start: number, end: number): Buffer {
    if (!this.isLent) return this.buffer.subarray(start, end)
    const copy = Buffer.allocUnsafe(end - start)
    this.buffer.copy(copy, 0, start, end)
    return copy
  }

  private own(size: number): void {
    const unread = this.end - this.at
    const grown = Buffer.allocUnsafe(size < MIN_OWNED_BYTES ? MIN_OWNED_BYTES : size)
    this.buffer.copy(grown, 0, this.at, this.end)
    this.buffer = grown
    this.at = 0
    this.end = unread
    this.isOwned = true
    this.isLent = false
  }

  /** Lets go of a buffer that is read to its end. */
  release(): void {
    if (this.at !== this.end) return
    this.buffer = EMPTY
    this.at = 0
    this.end = 0
    this.isOwned = false
    this.isLent = false
  }

  /** Takes all unread bytes out, as a view, or null where there are none. */
  takeAll(): Buffer | null {
    if (this.at === this.end) return null
    const rest = this.slice(this.at, this.end)
    this.at = this.end
    this.release()
    return rest
  }
}

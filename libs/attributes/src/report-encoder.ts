/** Builds ReportRequest bytes: independent elements that share one word list. */
import { ByteWriter } from '@flotilla/bytes'
import type { AttributeBag } from './bag.ts'
import { WordList } from './dictionary.ts'
import { writeAttributes } from './encoder.ts'

const INDEPENDENT_ENCODING = 1
const INITIAL_BYTES = 16_384

/** A report batch in the making. Elements are encoded as they are added, so that nothing of the request is kept. */
export class ReportEncoder {
  private readonly globalWordCount: number
  private readonly words: WordList
  private body: ByteWriter = new ByteWriter(INITIAL_BYTES)
  private wordBytes = 0
  private elements = 0

  constructor(globalWordCount: number) {
    this.globalWordCount = globalWordCount
    this.words = new WordList(globalWordCount)
  }

  /** Elements added since the last finish. */
  get count(): number {
    return this.elements
  }

  /** About what finish() would give, bytes. */
  get sizeBytes(): number {
    return this.body.finish().length + this.wordBytes
  }

  add(bag: AttributeBag): void {
    const before = this.words.words.length
    const start = this.body.uint32(0x0a).open()
    writeAttributes(bag, this.words, this.body)
    this.body.close(start)
    for (let i = before; i < this.words.words.length; i++)
      this.wordBytes += (this.words.words[i] as string).length + 2 // i is below the length
    this.elements++
  }

  /** The request's bytes, owned by the caller; the encoder is empty afterwards. */
  finish(): Uint8Array {
    const tail = new ByteWriter(this.wordBytes + 16)
    for (const word of this.words.words) tail.uint32(0x12).string(word)
    tail.uint32(0x18).uint32(this.globalWordCount)
    tail.uint32(0x20).uint32(INDEPENDENT_ENCODING)
    const request = Buffer.concat([this.body.finish(), tail.finish()])
    this.reset()
    return request
  }

  private reset(): void {
    this.words.reset()
    this.body = new ByteWriter(INITIAL_BYTES)
    this.wordBytes = 0
    this.elements = 0
  }
}

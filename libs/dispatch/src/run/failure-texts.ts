/** The failures of one batch as one text: each different one once, bounded, the rest counted. */

/** Texts that are kept. */
const MAX_MESSAGES = 16

export class FailureTexts {
  private readonly messages = new Set<string>()
  private failures = 0

  add(message: string): void {
    this.failures++
    if (this.messages.size < MAX_MESSAGES) this.messages.add(message)
  }

  /** The joined texts, or null where nothing failed. */
  summary(): string | null {
    if (this.failures === 0) return null
    const more = this.failures - this.messages.size
    const texts = [...this.messages]
    if (more > 0) texts.push(`and ${more} more`)
    return texts.join('; ')
  }
}

/** What a part opened while it started, closed in the reverse order. */

export type Close = () => Promise<void> | void

/** Each entry is closed once, also where closing begins while the part still starts: what is added then closes at once. */
export class Closers {
  private readonly entries: Close[] = []
  private isClosing = false

  /** Takes the charge of closing this. */
  async add(close: Close): Promise<void> {
    if (this.isClosing) await close()
    else this.entries.push(close)
  }

  /** Closes all, last opened first, one after the other. One that fails does not keep the others open: the first failure is thrown at the end. */
  async close(): Promise<void> {
    this.isClosing = true
    const failures: unknown[] = []
    for (let close = this.entries.pop(); close !== undefined; close = this.entries.pop()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}

/** Who is to be pushed to, first come first served, one client a turn: requests and health checks come through in between. */

export class PushQueue {
  private readonly waiting = new Map<object, () => Promise<void>>()
  private isRunning = false

  get size(): number {
    return this.waiting.size
  }

  /** Adds a client unless it waits already. `work` must not reject; a slow one does not hold up the others. */
  add(key: object, work: () => Promise<void>): void {
    if (this.waiting.has(key)) return
    this.waiting.set(key, work)
    this.run()
  }

  private run(): void {
    if (this.isRunning) return
    this.isRunning = true
    setImmediate(() => {
      this.isRunning = false
      for (const [key, work] of this.waiting) {
        this.waiting.delete(key)
        void work()
        break
      }
      if (this.waiting.size > 0) this.run()
    })
  }
}

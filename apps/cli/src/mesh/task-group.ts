/** Tasks that succeed together: the first failure tells the others to stop, and all of them have ended before it is reported. */

/** Owned by one start; its signal is also aborted by the signal given. */
export class TaskGroup {
  readonly signal: AbortSignal
  private readonly failed = new AbortController()

  constructor(stop: AbortSignal) {
    this.signal = AbortSignal.any([stop, this.failed.signal])
  }

  /**
   * Waits until every task has ended, then throws the error of the one that failed first, if any. `Promise.all` would return
   * while others still start processes, which whoever cleans up then misses.
   */
  async all(tasks: readonly Promise<unknown>[]): Promise<void> {
    const errors: unknown[] = []
    const ended = tasks.map(async (task) => {
      try {
        await task
      } catch (error) {
        errors.push(error)
        this.failed.abort()
      }
    })
    await Promise.all(ended)
    if (errors.length > 0) throw errors[0]
  }
}

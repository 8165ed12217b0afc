/** A bound on how long something is waited for. */

/** Resolves with the work, or when the time is over. Its timer keeps the process alive, and ends with the work. */
export function atMost(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

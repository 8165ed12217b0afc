/** Results that are there at once where nothing waits: most handlers answer from memory, and a turn of the loop costs more than they do. */

export type MaybePromise<T> = T | Promise<T>

/** Goes on with the value, at once or when it is there. */
export function whenDone<T, R>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<R>,
): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** All values in order, at once where none waits. */
export function allDone<T>(values: readonly MaybePromise<T>[]): MaybePromise<readonly T[]> {
  return values.some((value) => value instanceof Promise)
    ? Promise.all(values)
    : (values as readonly T[]) // none is a promise
}

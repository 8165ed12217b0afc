/** A pressure that somebody writes into a file, from 0 to 1: for trying out what overload does. */
import { readFileSync } from 'node:fs'

/** Null where the file holds none. */
export function injectedPressure(path: string): number | null {
  try {
    const text = readFileSync(path, 'utf8').trim()
    const pressure = Number(text)
    return text !== '' && pressure >= 0 && pressure <= 1 ? pressure : null
  } catch {
    return null
  }
}

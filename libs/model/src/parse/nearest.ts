/** "Did you mean": the allowed name that is nearest to a mistyped one. */

/** The nearest of `allowed` within a third of the word's length (at least 1, at most 3 edits), or null. */
export function nearest(word: string, allowed: readonly string[]): string | null {
  const limit = Math.min(3, Math.max(1, Math.floor(word.length / 3)))
  const lower = word.toLowerCase()
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of allowed) {
    const distance = editDistance(lower, candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** ` ; did you mean "x"?` or the list of what is allowed. */
export function suggestion(word: string, allowed: readonly string[]): string {
  const match = nearest(word, allowed)
  if (match !== null) return `; did you mean "${match}"?`
  return allowed.length === 0 ? '' : `; allowed here: ${allowed.join(', ')}`
}

/** Levenshtein distance with neighbour swaps, or `cutoff` where it is at least that. */
function editDistance(a: string, b: string, cutoff: number): number {
  if (Math.abs(a.length - b.length) >= cutoff) return cutoff
  let previous: number[] = []
  let current = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const twoBack = previous
    previous = current
    current = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(
        at(previous, j) + 1,
        at(current, j - 1) + 1,
        at(previous, j - 1) + (same ? 0 : 1),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(twoBack, j - 2) + 1)
      current.push(cost)
    }
  }
  return Math.min(cutoff, at(current, b.length))
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.MAX_SAFE_INTEGER
}

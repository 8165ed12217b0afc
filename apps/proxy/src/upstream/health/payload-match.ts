/** Looks for expected pieces in what an endpoint sent, in order, with anything in between. */

/** Whether every piece is there, each behind the one before. */
export function hasPieces(pieces: readonly Buffer[], received: Buffer): boolean {
  let from = 0
  for (const piece of pieces) {
    const at = received.indexOf(piece, from)
    if (at === -1) return false
    from = at + piece.length
  }
  return true
}

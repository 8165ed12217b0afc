/** The date header's text, made once a second. */

let second = -1
let text = ''

/** IMF-fixdate of a wall time. */
export function httpDate(wallMs: number): string {
  const now = Math.floor(wallMs / 1000)
  if (now !== second) {
    second = now
    text = new Date(wallMs).toUTCString()
  }
  return text
}

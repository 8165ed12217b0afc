/** Statuses as text, made once. */

const TEXTS: readonly string[] = Array.from({ length: 1000 }, (_, status) => String(status))

/** @param status 100 to 999. */
export function statusText(status: number): string {
  return TEXTS[status] ?? '500'
}

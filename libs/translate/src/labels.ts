/** Label selectors: every wanted label must be there with an equal value. */

export type Labels = Readonly<Record<string, string>>

/** Whether `labels` carries everything that `selector` asks for; an empty selector takes all. */
export function selects(selector: Labels | undefined, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector ?? {})) if (labels[key] !== value) return false
  return true
}

export function isEmptySelector(selector: Labels | undefined): boolean {
  return selector === undefined || Object.keys(selector).length === 0
}

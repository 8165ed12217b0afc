/** Who sees an object: `exportTo` entries against a client's namespace (spec pilot-galley 2.2). */

/** How near a visible object is; nearer ones are looked at first. */
export const Nearness = { own: 0, named: 1, public: 2, hidden: 3 } as const
export type Nearness = (typeof Nearness)[keyof typeof Nearness]

/** @param exportTo of the object; empty takes the mesh default. */
export function nearnessOf(
  exportTo: readonly string[],
  defaults: readonly string[],
  owner: string,
  client: string,
): Nearness {
  const entries = exportTo.length > 0 ? exportTo : defaults.length > 0 ? defaults : ['*']
  if (entries.includes('~')) return Nearness.hidden
  if (entries.includes('*')) return Nearness.public
  if (owner === client && (entries.includes('.') || entries.includes(client))) return Nearness.own
  return entries.includes(client) ? Nearness.named : Nearness.hidden
}

export function isVisible(
  exportTo: readonly string[],
  defaults: readonly string[],
  owner: string,
  client: string,
): boolean {
  return nearnessOf(exportTo, defaults, owner, client) !== Nearness.hidden
}

/** Domains under which a client may name a host in its request (spec pilot-galley 2.7). */

export interface DomainInput {
  readonly host: string
  /** Virtual addresses; ranges are no names. */
  readonly addresses: readonly string[]
  /** DNS domain of the client, `NS.svc.DOMAIN`. */
  readonly dnsDomain: string
}

/** Names without ports: the host, the host with a dot, its short forms, its addresses. Without repetition. */
export function domainsOf(input: DomainInput): string[] {
  const { host } = input
  const names = host.startsWith('*') || isAddress(host) ? [host] : [host, `${host}.`]
  names.push(...shortForms(host, input.dnsDomain))
  for (const address of input.addresses)
    if (!address.includes('/')) names.push(address.includes(':') ? `[${address}]` : address)
  return [...new Set(names)]
}

/** `svc` (own namespace only), `svc.ns`, `svc.ns.svc` of a host under the client's own `svc.DOMAIN`. */
function shortForms(host: string, dnsDomain: string): string[] {
  if (host.startsWith('*')) return []
  const at = dnsDomain.indexOf('.svc.')
  if (at === -1) return uniquePrefix(host, dnsDomain)
  const zone = dnsDomain.slice(at)
  if (!host.endsWith(zone)) return []
  const local = host.slice(0, -zone.length)
  const dot = local.indexOf('.')
  if (dot === -1 || local.indexOf('.', dot + 1) !== -1) return []
  const forms = [local, `${local}.svc`]
  return local.slice(dot + 1) === dnsDomain.slice(0, at) ? [local.slice(0, dot), ...forms] : forms
}

/** Outside of `svc` domains: what stands left of the suffix that host and client share. */
function uniquePrefix(host: string, dnsDomain: string): string[] {
  if (dnsDomain === '') return []
  const labels = host.split('.')
  const own = dnsDomain.split('.')
  let shared = 0
  while (
    shared < labels.length - 1 &&
    shared < own.length &&
    labels[labels.length - 1 - shared] === own[own.length - 1 - shared]
  )
    shared++
  return shared === 0 ? [] : [labels.slice(0, labels.length - shared).join('.')]
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+\.\d+\.\d+\.\d+$/.test(host)
}

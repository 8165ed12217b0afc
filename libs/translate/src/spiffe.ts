/** SPIFFE identities of service accounts, multiplied over the trust domain and its aliases. */

/** `spiffe://TD/ns/NAMESPACE/sa/ACCOUNT`. */
export function spiffeId(trustDomain: string, namespace: string, account: string): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${account}`
}

/** Each identity under each trust domain, sorted, without repetition; what is not a SPIFFE ID of the mesh stays as it is. */
export function expandTrustDomains(
  identities: Iterable<string>,
  trustDomain: string,
  aliases: readonly string[],
): string[] {
  const domains = [trustDomain, ...aliases]
  const expanded = new Set<string>()
  for (const identity of identities) {
    const own = domains.find((domain) => identity.startsWith(`spiffe://${domain}/`))
    if (own === undefined) {
      expanded.add(identity)
      continue
    }
    const path = identity.slice(`spiffe://${own}`.length)
    for (const domain of domains) expanded.add(`spiffe://${domain}${path}`)
  }
  return [...expanded].sort()
}

/** Which texts can be a request target at all, as Envoy's parser tells before it looks at anything else. */

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//
const HOST_BYTES = /^[A-Za-z0-9!$%&'()*+,\-.:;=@[\]_~]*$/

/** @param target visible ASCII. @param mayLackScheme as that of a CONNECT does. */
export function isTargetForm(target: string, mayLackScheme: boolean): boolean {
  if (target.startsWith('/') || target.startsWith('*')) return true
  const scheme = SCHEME.exec(target)?.[0] ?? ''
  if (scheme === '' && !mayLackScheme) return false
  const rest = target.slice(scheme.length)
  const end = rest.search(/[/?]/)
  const host = end === -1 ? rest : rest.slice(0, end)
  return HOST_BYTES.test(host) && !host.includes('@@')
}

/** Addresses to listen on and to call: `host:port`, `[v6]:port`, or `unix:/path`. */
import { FlotillaError } from '@flotilla/errors'

export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

/** Throws FLT_USAGE. Port 0 is for listening only. */
export function parseAddress(text: string): Address {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length)
    if (path !== '') return { kind: 'unix', path: path.replace(/^\/\/(?=\/)/, '') }
  }
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (match === null || port > 65535)
    throw new FlotillaError('FLT_USAGE', `${JSON.stringify(text)} is not host:port or unix:/path`)
  return { kind: 'tcp', host: match[1] ?? match[2] ?? '', port }
}

/** The name table that pilot sends (NDS), indexed by every form in which a workload may ask for a host. */
import { isIPv4 } from 'node:net'
import type { NameTable } from '@flotilla/proto'
import { parseAddress } from '../compile/cidr.ts'

export interface Addresses {
  readonly v4: readonly Uint8Array[]
  readonly v6: readonly Uint8Array[]
}

/** Where the asking workload stands: decides what a short name means. */
export interface NameScope {
  readonly namespace: string
  /** `cluster.local` */
  readonly domain: string
}

export const EMPTY_TABLE: NameTable = { table: new Map() }

export class NameIndex {
  private readonly byName = new Map<string, Addresses>()
  /** `.example.com` for `*.example.com`. */
  private readonly bySuffix = new Map<string, Addresses>()
  /** What a resolver's search list appends, each with its leading dot. */
  private readonly searchSuffixes: readonly string[]
  private readonly domain: string

  constructor(table: NameTable, scope: NameScope) {
    const { namespace, domain } = scope
    this.domain = domain
    this.searchSuffixes = [`.${namespace}.svc.${domain}`, `.svc.${domain}`, `.${domain}`]
    for (const [host, info] of table.table) {
      const addresses = split(info.ips)
      for (const name of [host, ...info.altHosts]) this.add(name.toLowerCase(), addresses)
      if (info.shortname === '' || info.namespace === '') continue
      const short = info.shortname.toLowerCase()
      if (info.namespace === namespace) this.add(short, addresses)
      this.add(`${short}.${info.namespace}`, addresses)
      this.add(`${short}.${info.namespace}.svc`, addresses)
    }
  }

  get size(): number {
    return this.byName.size + this.bySuffix.size
  }

  /** Addresses of a name (lower case, no final dot), also with one of the search suffixes behind it; null where unknown. */
  find(name: string): Addresses | null {
    const found = this.exact(name)
    if (found !== null) return found
    for (const suffix of this.searchSuffixes) {
      if (!name.endsWith(suffix)) continue
      const bare = this.exact(name.slice(0, -suffix.length))
      if (bare !== null) return bare
    }
    return null
  }

  /** Whether nobody but the mesh can know the name. */
  isMeshName(name: string): boolean {
    return name.endsWith(`.${this.domain}`)
  }

  private exact(name: string): Addresses | null {
    const found = this.byName.get(name)
    if (found !== undefined) return found
    if (this.bySuffix.size === 0) return null
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      const wild = this.bySuffix.get(name.slice(dot))
      if (wild !== undefined) return wild
    }
    return null
  }

  /** The first host that claims a form keeps it. */
  private add(name: string, addresses: Addresses): void {
    const bare = name.endsWith('.') ? name.slice(0, -1) : name
    if (bare.startsWith('*.')) {
      if (!this.bySuffix.has(bare.slice(1))) this.bySuffix.set(bare.slice(1), addresses)
    } else if (!this.byName.has(bare)) this.byName.set(bare, addresses)
  }
}

function split(ips: readonly string[]): Addresses {
  const v4: Uint8Array[] = []
  const v6: Uint8Array[] = []
  for (const ip of ips) {
    const bytes = parseAddress(ip)
    if (bytes !== null) (isIPv4(ip) ? v4 : v6).push(bytes)
  }
  return { v4, v6 }
}

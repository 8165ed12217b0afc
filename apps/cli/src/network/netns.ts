/** Mode `netns`: a network namespace per workload on one bridge, a pod without Kubernetes. Needs root on Linux, ip and iptables. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { FlotillaError } from '@flotilla/errors'
import type { Journal } from '../mesh/journal.ts'
import { removeMade } from '../mesh/removal.ts'
import { findTool, runTool } from '../mesh/tool.ts'
import { interceptionRules } from './interception.ts'
import {
  ADDRESS_SLOTS,
  type Network,
  partHost,
  statusPortsAt,
  type WorkloadNetwork,
  workloadHost,
} from './network.ts'

/** First two bytes of the bridges' networks; the third is the mesh's block. */
const BRIDGE_NET = '10.201'
const PARTS = 8
const PREFIX_BITS = 24
const IFNAME_MAX = 15

export interface NetnsOptions {
  /** Short text that tells this mesh's links and namespaces from others': 6 hexadecimal digits. */
  readonly tag: string
  /** Third byte of the bridge's network, 0..255. */
  readonly block: number
  /** Second byte of the loopback block, 64..127. */
  readonly loopbackBlock: number
  readonly journal: Journal
}

export class NetnsNetwork implements Network {
  readonly mode = 'netns' as const
  readonly sharesAddress = false
  readonly maxWorkloads: number = ADDRESS_SLOTS
  private readonly options: NetnsOptions
  private readonly bridge: string

  constructor(options: NetnsOptions) {
    this.options = options
    this.bridge = `flt${options.tag}`
  }

  partAddress(index: number): string {
    return this.hostAddress(partHost(index))
  }

  loopbackAddress(index: number): string {
    return `127.${this.options.loopbackBlock}.0.${partHost(index)}`
  }

  partPort(_index: number, port: number): number {
    return port
  }

  isFreeSlot(): Promise<boolean> {
    return Promise.resolve(true)
  }

  async open(): Promise<void> {
    this.options.journal.made({ kind: 'link', name: this.bridge })
    const parts = Array.from(
      { length: PARTS },
      (_, i) => `address add ${this.partAddress(i)}/32 dev ${this.bridge}`,
    )
    await runTool(
      'ip',
      ['-batch', '-'],
      [
        `link add ${this.bridge} type bridge`,
        `address add ${this.hostAddress(1)}/${PREFIX_BITS} dev ${this.bridge}`,
        ...parts,
        `link set ${this.bridge} up`,
        '',
      ].join('\n'),
    )
  }

  async addWorkload(name: string, kubeNamespace: string, slot: number): Promise<WorkloadNetwork> {
    const namespace = this.namespaceOf(name)
    const link = `${this.bridge}w${slot}`
    if (link.length > IFNAME_MAX)
      throw new FlotillaError('FLT_BUG', `link name ${link} is too long`)
    const network = this.workload(name, slot)
    const { journal } = this.options
    const resolverDir = `/etc/netns/${namespace}`
    journal.made({ kind: 'path', path: resolverDir })
    mkdirSync(resolverDir, { recursive: true })
    writeFileSync(`${resolverDir}/resolv.conf`, resolver(this.hostAddress(1), kubeNamespace))
    journal.made({ kind: 'link', name: link })
    journal.made({ kind: 'namespace', name: namespace })
    await runTool('ip', ['netns', 'add', namespace])
    await runTool(
      'ip',
      ['-batch', '-'],
      [
        `link add ${link} type veth peer name eth0 netns ${namespace}`,
        `link set ${link} master ${this.bridge}`,
        `link set ${link} up`,
        '',
      ].join('\n'),
    )
    await runTool(
      'ip',
      ['-n', namespace, '-batch', '-'],
      [
        'link set lo up',
        `address add ${network.address}/${PREFIX_BITS} dev eth0`,
        'link set eth0 up',
        `route add default via ${this.hostAddress(1)}`,
        '',
      ].join('\n'),
    )
    // Without IPv6 rules IPv6 would go round the sidecar.
    const script =
      'for d in all default eth0; do f=/proc/sys/net/ipv6/conf/$d/disable_ipv6; [ ! -e $f ] || echo 1 > $f; done; exec iptables-restore --noflush'
    await runTool('ip', ['netns', 'exec', namespace, 'sh', '-c', script], interceptionRules())
    return network
  }

  async removeWorkload(name: string): Promise<void> {
    const namespace = this.namespaceOf(name)
    const { journal } = this.options
    for (const thing of journal.left()) {
      const mine =
        (thing.kind === 'namespace' && thing.name === namespace) ||
        (thing.kind === 'path' && thing.path === `/etc/netns/${namespace}`)
      if (mine) await removeMade(thing, journal)
    }
  }

  workload(name: string, slot: number): WorkloadNetwork {
    const namespace = this.namespaceOf(name)
    return {
      address: this.hostAddress(workloadHost(slot)),
      admin: '127.0.0.1:15000',
      namespace,
      sidecarPorts: null,
      // All addresses of the namespace.
      statusPorts: statusPortsAt('0.0.0.0'),
      appEnv: {},
      wrap: (command, args) => ({
        command: findTool('ip') ?? 'ip',
        args: ['netns', 'exec', namespace, command, ...args],
      }),
    }
  }

  private hostAddress(host: number): string {
    return `${BRIDGE_NET}.${this.options.block}.${host}`
  }

  private namespaceOf(name: string): string {
    return `flt-${this.options.tag}-${name}`
  }
}

function resolver(nameserver: string, kubeNamespace: string): string {
  // The address never sees the query: port 53 is taken to the sidecar.
  return `nameserver ${nameserver}\nsearch ${kubeNamespace}.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5 timeout:2 attempts:2\n`
}

/** The addresses that a listener is bound to: its own and additional ones, each host and port or a Unix socket. */
import type { Address, Listener } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { compileAddress } from '../upstream/assignment.ts'

export interface Binding {
  /** The path of a Unix socket stands here too, with port 0. */
  readonly address: string
  readonly port: number
  readonly isPipe: boolean
  /** Permissions of the Unix socket; 0 leaves them as they are made. */
  readonly mode: number
}

/** The first is the listener's own address; null where that is missing or wrong. */
export function compileBindings(
  message: Listener,
  at: Violations,
): readonly [Binding, ...Binding[]] | null {
  const own = compileBinding(message.address, at.at('address'))
  const others = message.additionalAddresses.flatMap(({ address }, i) => {
    const binding = compileBinding(address, at.at('additional_addresses', i).at('address'))
    return binding === null ? [] : [binding]
  })
  return own === null ? null : [own, ...others]
}

function compileBinding(message: Address | null, at: Violations): Binding | null {
  const place = compileAddress(message, false, at)
  if (place === null) return null
  const pipe = message?.pipe ?? null
  return { ...place, isPipe: pipe !== null, mode: pipe?.mode ?? 0 }
}

/** Whether listening sockets can stay as they are. Port 0 was given a port once, and keeps it. */
export function areSameBindings(a: readonly Binding[], b: readonly Binding[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i]
      return (
        one.address === other?.address && one.port === other.port && one.isPipe === other.isPipe
      )
    })
  )
}

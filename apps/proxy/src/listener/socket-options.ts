/** Keepalive of accepted connections, from the listener's own field or from socket options; other options are refused. */
import type { Listener, SocketOption } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'

export interface KeepaliveSpec {
  readonly timeSec: number
  readonly intervalSec: number
  readonly probes: number
}

/** Linux's, where nothing else is said. */
const KERNEL: KeepaliveSpec = { timeSec: 7_200, intervalSec: 75, probes: 9 }

const SOL_SOCKET = 1
const IPPROTO_TCP = 6
const SO_REUSEADDR = 2
const SO_KEEPALIVE = 9
const TCP_NODELAY = 1
const KEEPALIVE_FIELDS: Readonly<Record<number, keyof KeepaliveSpec>> = {
  4: 'timeSec',
  5: 'intervalSec',
  6: 'probes',
}

/** Null: connections are not probed. */
export function compileKeepalive(message: Listener, at: Violations): KeepaliveSpec | null {
  const own = message.tcpKeepalive
  const given =
    own === null
      ? null
      : {
          timeSec: own.keepaliveTime ?? KERNEL.timeSec,
          intervalSec: own.keepaliveInterval ?? KERNEL.intervalSec,
          probes: own.keepaliveProbes ?? KERNEL.probes,
        }
  const options: { -readonly [K in keyof KeepaliveSpec]?: number } = {}
  let isProbed: boolean | null = null
  for (const [i, option] of message.socketOptions.entries()) {
    const value = option.intValue
    const field = option.level === IPPROTO_TCP ? KEEPALIVE_FIELDS[option.name] : undefined
    if (field !== undefined && value !== null) options[field] = Number(value)
    else if (option.level === SOL_SOCKET && option.name === SO_KEEPALIVE && value !== null)
      isProbed = Number(value) !== 0
    else if (!isAlwaysSo(option)) at.at('socket_options', i).unsupported('this option')
  }
  if (isProbed === true || (isProbed === null && given !== null))
    return { ...KERNEL, ...given, ...options }
  return null
}

/** What every listening socket of Node's has: addresses used again, and no delay. */
function isAlwaysSo({ level, name, intValue }: SocketOption): boolean {
  const isOn = intValue !== null && Number(intValue) !== 0
  return (
    isOn &&
    ((level === SOL_SOCKET && name === SO_REUSEADDR) ||
      (level === IPPROTO_TCP && name === TCP_NODELAY))
  )
}

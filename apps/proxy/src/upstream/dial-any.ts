/** One connection to whichever of an endpoint's addresses answers first (RFC 8305, as Envoy's happy eyeballs). */
import { WheelTimer } from '@flotilla/time'
import { type DialHooks, type DialOptions, type DialTarget, dial } from './dialer.ts'
import type { Cancel } from './types.ts'

/** Envoy's wait for an address before the next one is tried beside it (RFC 8305 §5). */
const NEXT_AFTER_MS = 300

export interface AddressOrder {
  /** Null: the family of the first address. */
  readonly firstFamily: 4 | 6 | null
  /** Addresses of that family before the first of the other one, 1 or more. */
  readonly firstCount: number
}

export const DEFAULT_ORDER: AddressOrder = { firstFamily: null, firstCount: 1 }

/** The same addresses, families in turn (RFC 8305 §4). Without any of the first family the order stays. */
export function interleaved<T extends { readonly address: string }>(
  targets: readonly T[],
  { firstFamily, firstCount }: AddressOrder,
): readonly T[] {
  const isV6 = ({ address }: T): boolean => address.includes(':')
  const [head] = targets
  if (head === undefined) return targets
  const wantsV6 = firstFamily === null ? isV6(head) : firstFamily === 6
  const first = targets.filter((one) => isV6(one) === wantsV6)
  const other = targets.filter((one) => isV6(one) !== wantsV6)
  const ordered = first.splice(0, firstCount)
  while (first.length > 0 || other.length > 0)
    ordered.push(...other.splice(0, 1), ...first.splice(0, 1))
  return ordered
}

/** As `dial`; of the attempts the hooks see the one that counts: the first to open, or the last to fail. */
export function dialAny(
  targets: readonly DialTarget[],
  options: DialOptions,
  hooks: DialHooks,
): Cancel {
  const race = new Race(targets, options, hooks)
  race.next()
  return () => race.cancel()
}

class Race {
  private readonly targets: readonly DialTarget[]
  private readonly options: DialOptions
  private readonly hooks: DialHooks
  private readonly timer: WheelTimer
  private readonly running = new Set<Cancel>()
  private started = 0
  private isOver = false

  constructor(targets: readonly DialTarget[], options: DialOptions, hooks: DialHooks) {
    this.targets = targets
    this.options = options
    this.hooks = hooks
    this.timer = new WheelTimer(() => this.next())
  }

  next(): void {
    const target = this.targets[this.started]
    if (target === undefined || this.isOver) return
    this.started++
    let tell: () => void = () => undefined
    const cancel = dial(target, this.options, {
      onSocket: (socket) => {
        tell = () => this.hooks.onSocket(socket)
      },
      onOpen: (socket, peer) => {
        this.running.delete(cancel)
        this.end()
        tell()
        this.hooks.onOpen(socket, peer)
      },
      onFail: (failure, text) => {
        this.running.delete(cancel)
        this.next()
        if (this.running.size > 0) return
        this.end()
        // Its `close` is yet to come.
        tell()
        this.hooks.onFail(failure, text)
      },
    })
    this.running.add(cancel)
    if (this.started < this.targets.length) this.options.wheel.arm(this.timer, NEXT_AFTER_MS)
  }

  cancel(): void {
    this.end()
  }

  private end(): void {
    this.isOver = true
    this.options.wheel.cancel(this.timer)
    for (const cancel of this.running) cancel()
    this.running.clear()
  }
}

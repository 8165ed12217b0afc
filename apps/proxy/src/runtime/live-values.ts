/** Configured values that a runtime key can replace while the process runs. */
import type { Fraction } from '@flotilla/match'
import { runtime as processRuntime, type Runtime } from './runtime.ts'

const DENOMINATORS: Readonly<Record<string, Fraction['denominator']>> = {
  HUNDRED: 100,
  TEN_THOUSAND: 10_000,
  MILLION: 1_000_000,
}
const INTEGER = /^\d{1,15}$/
const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/

export interface LiveNumber {
  readonly value: number
}

export interface LiveFlag {
  readonly value: boolean
}

/** What the key gives now, read again only after a change of the runtime. */
class Live<T> {
  private readonly fallback: T
  private readonly key: string
  private readonly read: (text: string) => T | null
  private readonly runtime: Runtime
  private version = -1
  private current: T

  constructor(fallback: T, key: string, read: (text: string) => T | null, runtime: Runtime) {
    this.fallback = fallback
    this.key = key
    this.read = read
    this.runtime = runtime
    this.current = fallback
  }

  get value(): T {
    const { version } = this.runtime
    if (version !== this.version) {
      this.version = version
      const text = this.runtime.get(this.key)
      this.current = (text === null ? null : this.read(text)) ?? this.fallback
    }
    return this.current
  }
}

class LiveFraction implements Fraction {
  private readonly live: Live<Fraction>

  constructor(live: Live<Fraction>) {
    this.live = live
  }

  get numerator(): number {
    return this.live.value.numerator
  }

  get denominator(): Fraction['denominator'] {
    return this.live.value.denominator
  }
}

/** The default itself where no key is given. */
export function liveFraction(
  fallback: Fraction,
  key: string,
  runtime: Runtime = processRuntime,
): Fraction {
  return key === '' ? fallback : new LiveFraction(new Live(fallback, key, readFraction, runtime))
}

export function liveNumber(
  fallback: number,
  key: string,
  runtime: Runtime = processRuntime,
): LiveNumber {
  return key === '' ? { value: fallback } : new Live(fallback, key, readNumber, runtime)
}

export function liveFlag(
  fallback: boolean,
  key: string,
  runtime: Runtime = processRuntime,
): LiveFlag {
  return key === '' ? { value: fallback } : new Live(fallback, key, readFlag, runtime)
}

/** Envoy: a whole number is of a hundred; else a FractionalPercent. */
function readFraction(text: string): Fraction | null {
  if (INTEGER.test(text)) return { numerator: Math.min(100, Number(text)), denominator: 100 }
  const parts = fractionParts(text)
  if (parts === null) return null
  const { numerator = 0, denominator = 'HUNDRED' } = parts
  const bottom = DENOMINATORS[String(denominator)]
  if (bottom === undefined || !INTEGER.test(String(numerator))) return null
  return { numerator: Number(numerator), denominator: bottom }
}

/** As layers hold it in JSON, or as operators write it: `{numerator: 5, denominator: TEN_THOUSAND}`. */
function fractionParts(text: string): { numerator?: unknown; denominator?: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    const pairs = [...text.matchAll(/"?(numerator|denominator)"?\s*:\s*"?(\w+)"?/g)]
    if (pairs.length === 0) return null
    return Object.fromEntries(pairs.map(([, name, value]) => [name, value]))
  }
}

function readNumber(text: string): number | null {
  return NUMBER.test(text) ? Number(text) : null
}

function readFlag(text: string): boolean | null {
  const word = text.toLowerCase()
  if (word === 'true') return true
  return word === 'false' ? false : null
}

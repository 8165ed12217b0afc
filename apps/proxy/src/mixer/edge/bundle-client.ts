/**
 * Holds the bundle of one policy cluster: listens for it, has it compiled, and decides by it while it is of the newest
 * policy. Whatever is wrong with a bundle, Mixer is asked as if there were none.
 */
import type { AttributeBag } from '@flotilla/attributes'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { Bundle, RollUpPlan } from '@flotilla/proto'
import { Backoff, type Clock } from '@flotilla/time'
import { CONFIRMED_MS } from '../policy-confirmation.ts'
import type { PolicyGeneration } from '../policy-generation.ts'
import type { RouteDirective } from '../transport.ts'
import type { EdgeStats } from './edge-stats.ts'
import type { BundleEnd, EdgeTransport } from './edge-transport.ts'

/** What Mixer would answer. */
export interface EdgeAnswer {
  readonly code: number
  readonly message: string
  readonly directive: RouteDirective | null
  /** How long Mixer would let it be kept. */
  readonly validMs: number
}

/** Null: Mixer has to be asked. */
export type Decide = (bag: AttributeBag) => EdgeAnswer | null

/** What is loaded with the first bundle. */
export interface EdgeEngine {
  compileBundle(
    bytes: Uint8Array,
    digest: string,
    clock: Clock,
  ):
    | { readonly kind: 'ok'; readonly decide: Decide }
    | { readonly kind: 'bad'; readonly message: string }
}

export interface BundleClientOptions {
  readonly transport: EdgeTransport
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Of this proxy. */
  readonly namespace: string
  readonly generation: PolicyGeneration
  readonly stats: EdgeStats
  readonly load: () => Promise<EdgeEngine>
  /** How reports may be summed up, with each bundle. */
  readonly onRollUp: (plan: RollUpPlan | null, generation: number) => void
}

/** What decides, and of which policy it is known to be. */
interface InForce {
  readonly decide: Decide
  readonly digest: string
  generation: number
}

const RETRY_MS = { baseMs: 250, maxMs: 5_000 }
/** Pause after a Mixer said that it offers no bundles, or none to us (docs/limits.md). */
const REFUSED_PAUSE_MS = 60_000
/** All proxies get their first check with the same change: they do not load at the same moment (docs/limits.md). */
const LOAD_SPREAD_MS = 2_000
const PERMISSION_DENIED = 7
const UNIMPLEMENTED = 12
const log = scope('mixer.edge')

export class BundleClient {
  private readonly options: BundleClientOptions
  private readonly backoff: Backoff
  private current: InForce | null = null
  /** The newest bundle with content: the one that is in force or being compiled. */
  private newest: Bundle | null = null
  private stop: (() => void) | null = null
  private isStarted = false
  /** Whether anything is checked: only then is loaded what decides, a while later. */
  private isAsked = false
  private isWanted = false
  private isClosed = false

  constructor(options: BundleClientOptions) {
    this.options = options
    this.backoff = new Backoff(RETRY_MS, options.random)
  }

  /** Listens from now on. Again it does nothing. */
  start(): void {
    if (this.isStarted) return
    this.isStarted = true
    this.listen()
  }

  /** Checks are made: what has come is to decide them. Again it does nothing. */
  want(): void {
    if (this.isAsked) return
    this.isAsked = true
    const { clock, random } = this.options
    clock.after(LOAD_SPREAD_MS * random(), () => {
      this.isWanted = true
      if (this.newest !== null) this.compile(this.newest)
    })
  }

  /** Stops listening; what is in force decides for as long as Mixer confirms it. */
  close(): void {
    this.isClosed = true
    this.stop?.()
    this.stop = null
  }

  /** Whether there is anything to decide by. */
  get isInForce(): boolean {
    return this.current !== null
  }

  /** Asks for the generation in force. */
  confirm(timeoutMs: number, callback: (generation: number | null) => void): void {
    this.options.transport.confirm(timeoutMs, callback)
  }

  /**
   * What Mixer would answer now, or null where it has to be asked. While nothing confirms the policy an answer holds as
   * long as one that Mixer gave when it last did.
   */
  decide(bag: AttributeBag, nowMs: number): EdgeAnswer | null {
    const { current } = this
    const { generation } = this.options
    if (current === null || generation.isOutdated(current.generation)) return null
    const answer = current.decide(bag)
    if (answer === null) return null
    const ageMs = nowMs - generation.answeredAtMs
    return ageMs <= CONFIRMED_MS || ageMs < answer.validMs ? answer : null
  }

  private listen(): void {
    if (this.isClosed) return
    const { transport, namespace } = this.options
    this.stop = transport.bundles(
      namespace,
      this.current?.digest ?? '',
      (bundle) => this.take(bundle),
      (end) => this.ended(end),
    )
  }

  private ended({ code, message }: BundleEnd): void {
    const { clock, random, stats } = this.options
    stats.streamsEnded++
    this.stop = null
    const isRefused = code === UNIMPLEMENTED || code === PERMISSION_DENIED
    const pauseMs = isRefused ? REFUSED_PAUSE_MS * (0.5 + random() / 2) : this.backoff.nextMs()
    if (code === PERMISSION_DENIED) log.warn('no bundles for this proxy', { detail: message })
    clock.after(pauseMs, () => this.listen())
  }

  private take(bundle: Bundle): void {
    const { generation, clock, stats, onRollUp } = this.options
    const { flotillaPolicyGeneration: version, digest } = bundle
    this.backoff.reset()
    stats.bundles++
    // From here on what is of an older policy decides no more, also while the new one is compiled.
    generation.see(version, clock.nowMs())
    onRollUp(bundle.rollUp, version)
    if (!bundle.checkEligible) this.giveUp(bundle)
    else if (this.current?.digest === digest) {
      // One that is being compiled is outdated by it.
      this.newest = null
      this.current.generation = version
    } else if (this.newest?.digest === digest && bundle.content.length === 0)
      // Its content waits, is being compiled, or was refused.
      this.newest = { ...bundle, content: this.newest.content }
    else this.compile(bundle)
  }

  /** The checks of this namespace are Mixer's. */
  private giveUp({ reasons }: Bundle): void {
    this.newest = null
    if (this.current !== null) log.info('checks are left to mixer', { reasons })
    this.replace(null)
  }

  private compile(bundle: Bundle): void {
    const { load, clock } = this.options
    this.newest = bundle
    if (!this.isWanted) return
    load().then(
      (engine) => {
        const { newest } = this
        // A later one has come, or confirmed this one.
        if (newest?.digest !== bundle.digest) return
        const made = engine.compileBundle(bundle.content, bundle.digest, clock)
        if (made.kind === 'bad') this.refuse(bundle, made.message)
        else this.use(made.decide, newest)
      },
      (error: unknown) => this.refuse(bundle, messageOf(error)),
    )
  }

  private use(decide: Decide, { digest, flotillaPolicyGeneration }: Bundle): void {
    this.newest = null
    if (this.current === null) log.info('checks are decided here', { digest })
    this.replace({ decide, digest, generation: flotillaPolicyGeneration })
  }

  private refuse({ digest, flotillaPolicyGeneration }: Bundle, detail: string): void {
    this.options.stats.bundlesRefused++
    this.replace(null)
    log.warn('bundle refused, mixer is asked', {
      digest,
      generation: flotillaPolicyGeneration,
      detail,
    })
  }

  private replace(next: InForce | null): void {
    const { stats } = this.options
    if (this.current !== null) stats.bundlesInForce--
    if (next !== null) stats.bundlesInForce++
    this.current = next
  }
}

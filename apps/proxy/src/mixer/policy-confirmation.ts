/**
 * Whether cached decisions may be used without asking: only while Mixer has confirmed their policy a moment ago. Where it
 * has not, one call asks for everybody; while Mixer cannot be reached nobody waits for it again and again.
 */
import type { AttributeBag } from '@flotilla/attributes'
import type { Clock, Timer } from '@flotilla/time'
import type { MixerStats } from './mixer-stats.ts'
import type { PolicyGeneration } from './policy-generation.ts'
import type { CheckOptions, RemoteCheck } from './remote-check.ts'
import type { CheckAnswer } from './transport.ts'

/** A policy is taken to be in force for this long after an answer confirmed it, or after Mixer could not be asked (docs/limits.md). */
export const CONFIRMED_MS = 1_000
/** From this age on a request has it confirmed in the background, so that none waits while there is traffic. */
const AHEAD_MS = 500
/** Longest wait of a request for the confirmation of what is cached for it (docs/limits.md). */
export const CONFIRMATION_WAIT_MS = 200
/** Longest such call: it goes on for the sake of later requests when nobody waits for it any more. */
const CALL_MS = 1_000
/** Requests that wait for one confirmation; one beyond asks for itself (docs/limits.md). */
const MAX_WAITERS = 1_024

/** What the use of a cached decision needs: nothing, a question in the background, or its answer first. */
export const Need = { Nothing: 0, Ahead: 1, First: 2 } as const
export type Need = (typeof Need)[keyof typeof Need]

/** A request whose own check asks for the confirmation. */
export interface Question {
  /** Kept until the call is over. */
  readonly bag: AttributeBag
  readonly options: CheckOptions
  readonly stats: MixerStats
}

/** Asks for the generation in force, null where there is no answer. */
export type AskGeneration = (
  timeoutMs: number,
  callback: (generation: number | null) => void,
) => void

/** @param isConfirmed whether Mixer has answered; else it could not be asked in time. */
type Waiter = (isConfirmed: boolean) => void

export class PolicyConfirmation {
  private readonly remote: RemoteCheck
  private readonly clock: Clock
  private readonly generation: PolicyGeneration
  private readonly onAnswer: (question: Question, answer: CheckAnswer) => void
  private isCalling = false
  /** When an attempt last came to nothing. */
  private failedAtMs = Number.NEGATIVE_INFINITY
  private waiters: Waiter[] = []
  private limit: Timer | null = null

  /** @param onAnswer takes the answer to the question itself, before those who wait go on. */
  constructor(
    remote: RemoteCheck,
    clock: Clock,
    generation: PolicyGeneration,
    onAnswer: (question: Question, answer: CheckAnswer) => void,
  ) {
    this.remote = remote
    this.clock = clock
    this.generation = generation
    this.onAnswer = onAnswer
  }

  need(nowMs: number): Need {
    const ageMs = nowMs - Math.max(this.generation.confirmedAtMs, this.failedAtMs)
    if (ageMs < AHEAD_MS) return Need.Nothing
    return ageMs < CONFIRMED_MS ? Need.Ahead : Need.First
  }

  /** Whether a question would make a call now, rather than join one. */
  get isIdle(): boolean {
    return !this.isCalling
  }

  /** Whether one more may wait. */
  get hasRoom(): boolean {
    return this.waiters.length < MAX_WAITERS
  }

  /** Asks unless somebody does already. */
  ask(question: Question): void {
    if (this.isCalling) return
    this.isCalling = true
    question.stats.totalCheckConfirmations++
    const askedAtMs = this.clock.nowMs()
    this.remote.callOnce(question.bag, CALL_MS, question.stats, (outcome) => {
      this.isCalling = false
      if (outcome.kind === 'answered') this.onAnswer(question, outcome.answer)
      this.settle(askedAtMs)
    })
  }

  /** Asks without a check, for what this proxy decides itself, unless somebody asks already. */
  askAlone(ask: AskGeneration, stats: MixerStats): void {
    if (this.isCalling) return
    this.isCalling = true
    stats.totalCheckConfirmations++
    const askedAtMs = this.clock.nowMs()
    ask(CALL_MS, (generation) => {
      this.isCalling = false
      if (generation !== null) this.generation.see(generation, this.clock.nowMs())
      this.settle(askedAtMs)
    })
  }

  /** Calls back once: after the answer, its failure, or the longest wait. For when somebody has asked. */
  wait(waiter: Waiter): void {
    this.waiters.push(waiter)
    this.limit ??= this.clock.after(CONFIRMATION_WAIT_MS, () => {
      this.failedAtMs = this.clock.nowMs()
      this.release(false)
    })
  }

  private settle(askedAtMs: number): void {
    // A Mixer that is behind says nothing of what is in force; it is not asked at every request for that.
    const isConfirmed = this.generation.confirmedAtMs >= askedAtMs
    if (!isConfirmed) this.failedAtMs = this.clock.nowMs()
    this.release(isConfirmed)
  }

  private release(isConfirmed: boolean): void {
    this.limit?.cancel()
    this.limit = null
    const { waiters } = this
    this.waiters = []
    for (const waiter of waiters) waiter(isConfirmed)
  }
}

/** Runs loads at their rates, and counts what they did and what went wrong that nobody provoked. */

export interface Load {
  readonly name: string
  readonly perSecond: number
  /** One piece of work, to its end; throws when it did not go as it must. */
  readonly unit: (turn: number) => Promise<void>
  /** Closes what is kept between the pieces. */
  readonly close?: () => void
}

export interface Tally {
  done: number
  failed: number
  /** Pieces left out because too many were under way: a sign that the proxy or the machine stands still. */
  skipped: number
  inFlight: number
}

/** Generous, since the machine may stand still for seconds: what fails then is not the proxy. */
const IN_FLIGHT_MAX = 500
const UNIT_MS = 90_000
/** Of each load. */
const KEPT_ERRORS = 3

export class PacedLoads {
  readonly tallies: Map<string, Tally> = new Map()
  /** The first unexpected errors. */
  readonly errors: string[] = []
  private readonly loads: readonly Load[]
  private readonly timers: NodeJS.Timeout[] = []
  private readonly running: Set<Promise<void>> = new Set()

  constructor(loads: readonly Load[]) {
    this.loads = loads
  }

  start(): void {
    for (const load of this.loads) {
      const tally: Tally = { done: 0, failed: 0, skipped: 0, inFlight: 0 }
      this.tallies.set(load.name, tally)
      let turn = 0
      const launch = (): void => {
        if (tally.inFlight >= IN_FLIGHT_MAX) {
          tally.skipped++
          return
        }
        tally.inFlight++
        const work = this.runOne(load, turn++, tally).finally(() => {
          tally.inFlight--
          this.running.delete(work)
        })
        this.running.add(work)
      }
      this.timers.push(setInterval(launch, 1_000 / load.perSecond))
    }
  }

  /** Starts nothing more, waits for what is under way and closes what was kept. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer)
    await Promise.all(this.running)
    for (const load of this.loads) load.close?.()
  }

  get total(): Tally {
    const sum: Tally = { done: 0, failed: 0, skipped: 0, inFlight: 0 }
    for (const tally of this.tallies.values()) {
      sum.done += tally.done
      sum.failed += tally.failed
      sum.skipped += tally.skipped
      sum.inFlight += tally.inFlight
    }
    return sum
  }

  private async runOne(load: Load, turn: number, tally: Tally): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${UNIT_MS} ms`)), UNIT_MS)
    })
    try {
      await Promise.race([load.unit(turn), limit])
      tally.done++
    } catch (error) {
      tally.failed++
      if (tally.failed <= KEPT_ERRORS)
        this.errors.push(
          `${new Date().toISOString()} ${load.name}: ${error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error)}`,
        )
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The end of a socket, request or session, also of one that fails: what has gone wrong by then, its owner has seen. */
export function closed(one: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    one.once('close', () => resolve())
  })
}

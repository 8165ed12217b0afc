/** The instances of one batch by where they go, and what went wrong with the others. */
import { type Handler, Variety } from '@flotilla/adapter-sdk'
import { FailureTexts } from './failure-texts.ts'
import { DispatchError, type InvokeContext, invoke } from './invoke.ts'
import { allDone, type MaybePromise, whenDone } from './maybe-promise.ts'
import type { Destination, RoutingTable } from './routing-table.ts'

/** Gives a handler all instances of one template. */
type Hand<I> = (handler: Handler, instances: readonly I[]) => MaybePromise<unknown>

export class Gathering<I> {
  private readonly context: InvokeContext
  private readonly destinations: readonly Destination[]
  private readonly gathered: (I[] | null)[]
  private readonly failures = new FailureTexts()
  private readonly hand: Hand<I>

  constructor(context: InvokeContext, table: RoutingTable, hand: Hand<I>) {
    this.context = context
    this.destinations = table.destinationsOf(Variety.report)
    this.gathered = this.destinations.map(() => null)
    this.hand = hand
  }

  put(destination: number, instance: I): void {
    const list = this.gathered[destination]
    if (list === null || list === undefined) this.gathered[destination] = [instance]
    else list.push(instance)
  }

  fail(message: string): void {
    this.failures.add(message)
  }

  /** Calls the handlers; the joined text of all errors, or null. */
  finish(): MaybePromise<string | null> {
    const calls: MaybePromise<unknown>[] = []
    for (const [i, instances] of this.gathered.entries()) {
      const destination = this.destinations[i]
      if (instances === null || destination === undefined) continue
      const { handler, template } = destination
      calls.push(
        invoke(this.context, handler, template.name, () => this.hand(handler.handler, instances)),
      )
    }
    return whenDone(allDone(calls), (results) => {
      for (const result of results) if (result instanceof DispatchError) this.fail(result.message)
      return this.failures.summary()
    })
  }
}

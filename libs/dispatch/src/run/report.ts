/** Gathers the report instances of a whole batch and gives each handler all of one template in one call. */
import { type Handler, type ReportInstance, Variety } from '@flotilla/adapter-sdk'
import type { AttributeBag } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import { FlotillaError } from '@flotilla/errors'
import { Evaluation } from './evaluation.ts'
import { FailureTexts } from './failure-texts.ts'
import { DispatchError, type InvokeContext, invoke } from './invoke.ts'
import { allDone, type MaybePromise, whenDone } from './maybe-promise.ts'
import { requestNamespace } from './request-namespace.ts'
import type { Destination, RoutingTable } from './routing-table.ts'

export class ReportSession {
  private readonly context: InvokeContext
  private readonly table: RoutingTable
  private readonly destinations: readonly Destination[]
  private readonly gathered: (ReportInstance[] | null)[]
  private readonly failures = new FailureTexts()

  constructor(context: InvokeContext, table: RoutingTable) {
    this.context = context
    this.table = table
    this.destinations = table.destinationsOf(Variety.report)
    this.gathered = this.destinations.map(() => null)
  }

  /** Builds the instances of one bag. An instance that cannot be built is an error of the batch, the others go on. */
  add(bag: AttributeBag): void {
    const evaluation = new Evaluation(bag, null)
    let built = 0
    let reached = 0
    let last = -1
    for (const step of this.table.steps(Variety.report, requestNamespace(bag, null))) {
      if (!step.match.holds(evaluation, this.context.observer)) continue
      for (const { instance, destination } of step.instances) {
        const made = instance.builder.build(evaluation)
        if (made instanceof EvaluationError) {
          this.fail(`${instance.key}: ${made.message}`)
          continue
        }
        if (destination !== last) reached++
        last = destination
        built++
        this.put(destination, made as ReportInstance) // routed by its variety
      }
    }
    this.context.observer.dispatched(Variety.report, reached, built)
  }

  /** Records an error of the batch: a bag that could not be read, say. */
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
        invoke(this.context, handler, template.name, () =>
          handleReport(handler.handler, instances),
        ),
      )
    }
    return whenDone(allDone(calls), (results) => {
      for (const result of results) if (result instanceof DispatchError) this.fail(result.message)
      return this.failures.summary()
    })
  }

  private put(destination: number, instance: ReportInstance): void {
    const list = this.gathered[destination]
    if (list === null || list === undefined) this.gathered[destination] = [instance]
    else list.push(instance)
  }
}

function handleReport(handler: Handler, instances: readonly ReportInstance[]): MaybePromise<void> {
  if (handler.handleReport === undefined)
    throw new FlotillaError('FLT_ADAPTER_FAILED', 'the adapter does not report')
  return handler.handleReport(instances)
}

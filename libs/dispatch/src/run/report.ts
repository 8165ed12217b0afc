/** Gathers the report instances of a whole batch and gives each handler all of one template in one call. */
import { type Handler, type ReportInstance, Variety } from '@flotilla/adapter-sdk'
import type { AttributeBag } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import { FlotillaError } from '@flotilla/errors'
import { Evaluation } from './evaluation.ts'
import { Gathering } from './gathering.ts'
import type { InvokeContext } from './invoke.ts'
import type { MaybePromise } from './maybe-promise.ts'
import { requestNamespace } from './request-namespace.ts'
import type { RoutingTable } from './routing-table.ts'

export class ReportSession {
  private readonly context: InvokeContext
  private readonly table: RoutingTable
  private readonly gathering: Gathering<ReportInstance>

  constructor(context: InvokeContext, table: RoutingTable) {
    this.context = context
    this.table = table
    this.gathering = new Gathering(context, table, handleReport)
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
        this.gathering.put(destination, made as ReportInstance) // routed by its variety
      }
    }
    this.context.observer.dispatched(Variety.report, reached, built)
  }

  /** Records an error of the batch: a bag that could not be read, say. */
  fail(message: string): void {
    this.gathering.fail(message)
  }

  /** Calls the handlers; the joined text of all errors, or null. */
  finish(): MaybePromise<string | null> {
    return this.gathering.finish()
  }
}

function handleReport(handler: Handler, instances: readonly ReportInstance[]): MaybePromise<void> {
  if (handler.handleReport === undefined)
    throw new FlotillaError('FLT_ADAPTER_FAILED', 'the adapter does not report')
  return handler.handleReport(instances)
}

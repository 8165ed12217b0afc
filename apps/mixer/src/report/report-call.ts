/** One Report call: every element through the generators and into one batch, dispatched at the end. */
import { decodeReport, OverlayBag, refuseWordCount } from '@flotilla/attributes'
import { DispatchError, preprocess, ReportSession, type RoutingTable } from '@flotilla/dispatch'
import { type ReportRequest, ReportResponse } from '@flotilla/proto'
import type { CallEnvironment } from '../check/check-call.ts'
import { internal, unknown } from '../rpc/grpc-failure.ts'

/** What worked is dispatched even where something fails: the answer is then UNKNOWN with the joined texts. */
export async function answerReport(
  environment: CallEnvironment,
  request: ReportRequest,
): Promise<ReportResponse> {
  const table = environment.table()
  const response = ReportResponse.create({ flotillaPolicyGeneration: environment.generation() })
  if (request.attributes.length === 0) return response
  const refusal = refuseWordCount(request.globalWordCount)
  if (refusal !== null) throw internal(refusal)
  table.acquire()
  try {
    const problems = await dispatch(environment, table, request)
    if (problems !== null) throw unknown(problems)
    return response
  } finally {
    table.release()
  }
}

async function dispatch(
  { context }: CallEnvironment,
  table: RoutingTable,
  request: ReportRequest,
): Promise<string | null> {
  const session = new ReportSession(context, table)
  for (const element of decodeReport(request)) {
    if (element.kind === 'bad') {
      session.fail(element.message)
      continue
    }
    const bag = new OverlayBag(element.bag)
    const preprocessing = preprocess(context, table, bag, null)
    // Most generators answer from memory: a turn of the loop per bag would cost more than the bag.
    const prepared = preprocessing instanceof Promise ? await preprocessing : preprocessing
    if (prepared instanceof DispatchError)
      session.fail(`preprocessing attributes failed: ${prepared.message}`)
    else session.add(bag)
  }
  return session.finish()
}

/** One call of RollUps: every group through the generators and into one batch, dispatched at the end. */
import { decodeReport, OverlayBag, refuseWordCount } from '@flotilla/attributes'
import { DispatchError, preprocess, RollUpSession, type RoutingTable } from '@flotilla/dispatch'
import { ReportRequest, type RollUpRequest, RollUpResponse } from '@flotilla/proto'
import type { CallEnvironment } from '../check/check-call.ts'
import { internal, invalid, unknown } from '../rpc/grpc-failure.ts'
import { decodeGroups } from './roll-up-groups.ts'

/** What worked is dispatched even where something fails, as for reports: the answer is then UNKNOWN with the joined texts. */
export async function answerRollUp(
  environment: CallEnvironment,
  request: RollUpRequest,
): Promise<RollUpResponse> {
  const table = environment.table()
  const response = RollUpResponse.create({ flotillaPolicyGeneration: environment.generation() })
  if (request.groups.length === 0) return response
  const representatives = ReportRequest.decode(request.representatives)
  const refusal = refuseWordCount(representatives.globalWordCount)
  if (refusal !== null) throw internal(refusal)
  if (representatives.attributes.length !== request.groups.length)
    throw invalid('there must be one representative for each group')
  table.acquire()
  try {
    const problems = await dispatch(environment, table, request, representatives)
    if (problems !== null) throw unknown(problems)
    return response
  } finally {
    table.release()
  }
}

async function dispatch(
  { context }: CallEnvironment,
  table: RoutingTable,
  request: RollUpRequest,
  representatives: ReportRequest,
): Promise<string | null> {
  const session = new RollUpSession(context, table)
  const groups = decodeGroups(request)
  let i = 0
  for (const element of decodeReport(representatives)) {
    const group = groups[i++]
    if (group === undefined) break
    if (element.kind === 'bad') {
      session.fail(element.message)
      continue
    }
    if (group.kind === 'bad') {
      session.fail(group.message)
      continue
    }
    const bag = new OverlayBag(element.bag)
    const preprocessing = preprocess(context, table, bag, null)
    // Most generators answer from memory: a turn of the loop per group would cost more than the group.
    const prepared = preprocessing instanceof Promise ? await preprocessing : preprocessing
    if (prepared instanceof DispatchError)
      session.fail(`preprocessing attributes failed: ${prepared.message}`)
    else session.add({ bag, count: group.count, values: group.values })
  }
  return session.finish()
}

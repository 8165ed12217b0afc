/** Decides the checks of one namespace where its requests are: the same compilation and the same dispatch as the server's. */
import { type Adapter, BoundedScheduler, type EdgeDecision } from '@flotilla/adapter-sdk'
import type { AttributeBag } from '@flotilla/attributes'
import type { Clock } from '@flotilla/time'
import { compileSnapshot, type HandlerPlan } from '../compile/snapshot.ts'
import { check } from '../run/check.ts'
import type { CheckOutcome } from '../run/combine.ts'
import { DispatchError, type InvokeContext } from '../run/invoke.ts'
import type { LiveHandler } from '../run/live-handler.ts'
import { SILENT_OBSERVER } from '../run/observer.ts'
import { requestNamespace } from '../run/request-namespace.ts'
import { RoutingTable } from '../run/routing-table.ts'
import { configObjectOf, decodeEdgeContent, edgeDigest, MAX_EDGE_BYTES } from './edge-content.ts'
import { GuardedBag } from './guarded-bag.ts'

export interface EdgeDeciderOptions {
  /** As they came. */
  readonly bytes: Uint8Array
  /** What the sender says that they are. */
  readonly digest: string
  /** Those that decide at the edge, by name. */
  readonly adapters: ReadonlyMap<string, Adapter>
  readonly clock: Clock
}

export type EdgeDeciderResult =
  | { readonly kind: 'ok'; readonly decider: EdgeDecider }
  | { readonly kind: 'bad'; readonly message: string }

/** Content that is not whole, or of which any part does not compile here, is refused: half of it could decide otherwise. */
export function edgeDecider({
  bytes,
  digest,
  adapters,
  clock,
}: EdgeDeciderOptions): EdgeDeciderResult {
  if (bytes.length > MAX_EDGE_BYTES) return bad(`${bytes.length} bytes are too many`)
  if (edgeDigest(bytes) !== digest) return bad('the digest is not that of the content')
  const content = decodeEdgeContent(bytes)
  if (content === null) return bad('the content cannot be read')
  const snapshot = compileSnapshot(content.objects.map(configObjectOf), adapters)
  const problem = snapshot.problems.find(({ severity }) => severity === 'error')
  if (problem !== undefined) {
    const { kind, namespace, name } = problem.object
    return bad(`${kind} ${name}.${namespace}: ${problem.path}: ${problem.message}`)
  }
  const rules = content.objects.filter(({ kind }) => kind === 'rule')
  if (snapshot.rules.length < rules.length) return bad('a rule was left out')
  const handlers = new Map<string, LiveHandler>()
  for (const [key, plan] of snapshot.plans) {
    const live = liveHandler(plan, clock)
    if (live === null) return bad(`${plan.config.name} cannot decide here`)
    handlers.set(key, live)
  }
  const table = new RoutingTable(snapshot, handlers, content.defaultNamespace)
  const context = { clock, observer: SILENT_OBSERVER }
  const guarded = new Set(content.guarded)
  return { kind: 'ok', decider: new EdgeDecider(content.namespace, table, context, guarded) }
}

export class EdgeDecider {
  readonly namespace: string
  private readonly table: RoutingTable
  private readonly context: InvokeContext
  private readonly guard: GuardedBag | null

  constructor(
    namespace: string,
    table: RoutingTable,
    context: InvokeContext,
    guarded: ReadonlySet<string>,
  ) {
    this.namespace = namespace
    this.table = table
    this.context = context
    this.guard = guarded.size === 0 ? null : new GuardedBag(guarded)
  }

  /** What the server would answer, or null where it has to be asked: another namespace's request, or one that lacks what only it knows. */
  decide(request: AttributeBag): CheckOutcome | null {
    const { guard } = this
    guard?.reset(request)
    const bag = guard ?? request
    if (requestNamespace(bag, null) !== this.namespace) return null
    const outcome = check(this.context, this.table, bag, null)
    // An instance that has no value is the server's to report; pure functions never wait.
    if (outcome instanceof DispatchError || outcome instanceof Promise) return null
    return guard?.lacked === true ? null : outcome
  }
}

/** A handler that is nothing but its decision; null where its adapter has none for these params. */
function liveHandler(
  { config, instances, signature }: HandlerPlan,
  clock: Clock,
): LiveHandler | null {
  const wiring = {
    handler: config.name,
    instances: instances.map((instance) => instance.builder.shape),
    previous: null,
  }
  const acceptance = config.adapter.accept(config.params, config.paramsPath, wiring)
  const decide: EdgeDecision | null =
    acceptance.kind === 'ok' ? acceptance.accepted.decideAtEdge() : null
  if (decide === null) return null
  return {
    key: config.key,
    name: config.name,
    adapter: config.adapter.name,
    signature,
    callTimeoutMs: config.callTimeoutMs,
    handler: { handleCheck: decide, close: () => undefined },
    tasks: new BoundedScheduler(clock, SILENT_LOG),
    holders: 0,
  }
}

/** Nothing runs in the background of a pure function. */
const SILENT_LOG = {
  isDebug: false,
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
}

function bad(message: string): EdgeDeciderResult {
  return { kind: 'bad', message }
}

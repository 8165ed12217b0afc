/** Handlers that are built: kept across reloads while nothing they depend on changes, closed when no table holds them. */
import type { AdapterEnv, BoundedScheduler, Handler, HandlerWiring } from '@flotilla/adapter-sdk'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { Clock } from '@flotilla/time'
import type { HandlerPlan } from '../compile/snapshot.ts'
import { type Problem, ProblemList } from '../problem.ts'
import { withinDeadline } from './deadline.ts'

export interface LiveHandler {
  readonly key: string
  /** As statuses and metrics name it. */
  readonly name: string
  readonly adapter: string
  readonly signature: string
  /** Longest wait for one call. */
  readonly callTimeoutMs: number
  readonly handler: Handler
  readonly tasks: BoundedScheduler
  /** Routing tables that may still call it. */
  holders: number
}

/** What handlers are built with. */
export interface HandlerHost {
  readonly clock: Clock
  /** The environment of one handler, with the scheduler in it. */
  envOf(handlerName: string): { readonly env: AdapterEnv; readonly tasks: BoundedScheduler }
  /** Called after a handler was closed; `error` is what closing threw, or null. */
  closed(handler: LiveHandler, error: unknown): void
}

export interface BuildReport {
  readonly handlers: ReadonlyMap<string, LiveHandler>
  readonly problems: readonly Problem[]
  readonly built: number
  readonly reused: number
}

/** Longest wait for one handler to be built. docs/limits.md */
export const BUILD_TIMEOUT_MS = 10_000

/** Builds what is new or changed; a handler that cannot be built is left out and reported. */
export async function buildHandlers(
  plans: ReadonlyMap<string, HandlerPlan>,
  previous: ReadonlyMap<string, LiveHandler>,
  host: HandlerHost,
): Promise<BuildReport> {
  const problems = new ProblemList()
  const handlers = new Map<string, LiveHandler>()
  let reused = 0
  const building: Promise<void>[] = []
  for (const [key, plan] of plans) {
    const old = previous.get(key) ?? null
    if (old !== null && old.signature === plan.signature) {
      handlers.set(key, old)
      reused++
    } else
      building.push(
        buildHandler(plan, old, host, problems).then((live) => {
          if (live !== null) handlers.set(key, live)
        }),
      )
  }
  await Promise.all(building)
  return { handlers, problems: problems.problems, built: handlers.size - reused, reused }
}

/** Ends a handler that nobody calls any more. */
export async function closeHandler(live: LiveHandler, host: HandlerHost): Promise<void> {
  try {
    live.tasks.close()
    await live.handler.close()
    host.closed(live, null)
  } catch (error) {
    host.closed(live, error)
  }
}

async function buildHandler(
  plan: HandlerPlan,
  old: LiveHandler | null,
  host: HandlerHost,
  problems: ProblemList,
): Promise<LiveHandler | null> {
  const { key, name, adapter, object, paramsPath, callTimeoutMs } = plan.config
  const wiring: HandlerWiring = {
    handler: name,
    instances: plan.instances.map((instance) => instance.builder.shape),
    previous: old?.adapter === adapter.name ? old.handler : null,
  }
  const acceptance = adapter.accept(plan.config.params, paramsPath, wiring)
  if (acceptance.kind === 'bad') {
    for (const { path, message } of acceptance.violations)
      problems.error(object, 'handler', path, message, 'FLT_ADAPTER_CONFIG')
    return null
  }
  const { env, tasks } = host.envOf(name)
  try {
    const made = acceptance.accepted.build(env, wiring)
    const handler =
      made instanceof Promise
        ? await withinDeadline(made, host.clock, BUILD_TIMEOUT_MS, (late) => {
            void late.close()
          })
        : made
    const { signature } = plan
    return {
      key,
      name,
      adapter: adapter.name,
      signature,
      callTimeoutMs,
      handler,
      tasks,
      holders: 0,
    }
  } catch (error) {
    tasks.close()
    const message = `cannot be built: ${messageOf(error)}`
    const code = error instanceof FlotillaError ? error.code : 'FLT_ADAPTER_FAILED'
    problems.error(object, 'handler-build', paramsPath, message, code)
    return null
  }
}

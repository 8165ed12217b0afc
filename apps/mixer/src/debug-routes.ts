/** Debug pages of mixer: what is in force, and what is wrong with it. */
import type { AdminRoutes } from '@flotilla/admin'
import {
  attributesOf,
  attributesOfPairs,
  type CompiledRule,
  explainCheck,
  type InvokeContext,
  perRequestAttributesOf,
  type Runtime,
} from '@flotilla/dispatch'
import type { Reloader } from './reload/reloader.ts'
import type { Workloads } from './workloads/workloads.ts'

export interface DebugParts {
  readonly runtime: Runtime
  readonly reloader: Reloader
  readonly workloads: Workloads
  readonly context: InvokeContext
  readonly rootNamespace: string
}

export function debugRoutes(parts: DebugParts): AdminRoutes {
  const { runtime, reloader, workloads } = parts
  return (app) => {
    app.get('/debug/problems', () => reloader.problems())
    app.get('/debug/status', () => ({
      settled: reloader.isSettled,
      objects: reloader.statuses(),
    }))
    app.get('/debug/rules', (request, reply) => {
      const query = request.query as Readonly<Record<string, unknown>> // fastify's own
      if (Object.keys(query).length === 0) return runtime.table.snapshot.rules.map(describeRule)
      return explain(parts, query, (problems) => reply.code(400).send({ problems }))
    })
    app.get('/debug/handlers', () =>
      [...runtime.table.handlers.values()].map(({ key, name, adapter, tasks }) => ({
        key,
        name,
        adapter,
        tasks: tasks.counts(),
      })),
    )
    app.get('/debug/attributes', () => Object.fromEntries(runtime.table.snapshot.vocabulary))
    app.get('/debug/workloads', () => workloads.describe())
  }
}

/**
 * Explains the check of a request with the attributes that the query gives, `?source.namespace=default&request.headers[x-user]=john`:
 * which rules matched, which did not and on which attribute.
 */
async function explain(
  { runtime, context, rootNamespace }: DebugParts,
  query: Readonly<Record<string, unknown>>,
  refuse: (problems: readonly string[]) => unknown,
): Promise<unknown> {
  const { table } = runtime
  const { vocabulary } = table.snapshot
  const parsed = attributesOfPairs(Object.entries(query), (name) => vocabulary.get(name) ?? null)
  if (parsed.kind === 'bad') return refuse(parsed.problems)
  table.acquire()
  try {
    return await explainCheck(context, table, parsed.bag, rootNamespace)
  } finally {
    table.release()
  }
}

function describeRule(rule: CompiledRule): object {
  return {
    name: rule.name,
    namespace: rule.namespace,
    match: rule.match?.text ?? '',
    actions: rule.actions.map(({ handlerKey, instances }) => ({
      handler: handlerKey,
      instances: instances.map((instance) => instance.key),
    })),
    attributes: attributesOf(rule),
    perRequest: perRequestAttributesOf(rule),
  }
}

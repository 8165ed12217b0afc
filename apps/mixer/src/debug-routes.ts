/** Debug pages of mixer: what is in force, and what is wrong with it. */
import type { AdminRoutes } from '@flotilla/admin'
import type { CompiledRule, Runtime } from '@flotilla/dispatch'
import type { Reloader } from './reload/reloader.ts'
import type { Workloads } from './workloads/workloads.ts'

/** Attributes that differ from request to request: a check that reads them is hardly ever answered from a cache. */
const PER_REQUEST: ReadonlySet<string> = new Set([
  'request.id',
  'request.path',
  'request.query_params',
  'request.size',
  'request.time',
  'request.total_size',
  'context.time',
  'connection.id',
])

export function debugRoutes(
  runtime: Runtime,
  reloader: Reloader,
  workloads: Workloads,
): AdminRoutes {
  return (app) => {
    app.get('/debug/problems', () => reloader.problems())
    app.get('/debug/rules', () => runtime.table.snapshot.rules.map(describeRule))
    app.get('/debug/handlers', () =>
      [...runtime.table.handlers.values()].map(({ key, name, adapter, tasks }) => ({
        key,
        name,
        adapter,
        tasks: tasks.counts(),
      })),
    )
    app.get('/debug/attributes', () => Object.fromEntries(runtime.table.snapshot.vocabulary))
    app.get('/debug/workloads', () => ({ count: workloads.size, revision: workloads.revision() }))
  }
}

function describeRule(rule: CompiledRule): object {
  const attributes = new Set(rule.match?.attributeNames ?? [])
  for (const action of rule.actions)
    for (const instance of action.instances)
      for (const name of instance.builder.attributeNames) attributes.add(name)
  const sorted = [...attributes].sort()
  return {
    name: rule.name,
    namespace: rule.namespace,
    match: rule.match?.text ?? '',
    actions: rule.actions.map(({ handlerKey, instances }) => ({
      handler: handlerKey,
      instances: instances.map((instance) => instance.key),
    })),
    attributes: sorted,
    perRequest: sorted.filter((name) => PER_REQUEST.has(name)),
  }
}

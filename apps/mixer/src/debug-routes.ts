/** Debug pages of mixer: what is in force, and what is wrong with it. */
import type { AdminRoutes } from '@flotilla/admin'
import {
  attributesOf,
  type CompiledRule,
  perRequestAttributesOf,
  type Runtime,
} from '@flotilla/dispatch'
import type { Reloader } from './reload/reloader.ts'
import type { Workloads } from './workloads/workloads.ts'

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
    app.get('/debug/workloads', () => workloads.describe())
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

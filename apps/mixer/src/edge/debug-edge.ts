/** The page `/debug/edge`: which namespaces decide and sum up for themselves, and which rules keep the others from it. */
import type { AdminRoutes } from '@flotilla/admin'
import type { BundleStreams } from './bundle-streams.ts'
import type { NamespaceBundles } from './namespace-bundles.ts'

export interface DebugEdgeParts {
  readonly bundles: NamespaceBundles
  /** Null: no bundles are offered. */
  readonly streams: BundleStreams | null
  /** Namespaces of the rules in force. */
  readonly namespaces: () => Iterable<string>
}

/** All namespaces that have rules or listeners; `?namespace=NAME` for any one. */
export function debugEdge({ bundles, streams, namespaces }: DebugEdgeParts): AdminRoutes {
  const describe = (namespace: string): object => {
    const { checks, reports } = bundles.plansOf(namespace)
    return {
      namespace,
      listeners: streams?.listenersOf(namespace) ?? 0,
      checks: {
        decidedBy: checks.content === null ? 'mixer' : 'proxies',
        rules: checks.rules,
        digest: checks.digest,
        bytes: checks.content?.length ?? 0,
        reasons: checks.reasons,
      },
      reports: {
        summedUpBy: reports.isEligible ? 'proxies' : 'mixer',
        reasons: reports.obstacles.map(({ rule, reason }) => ({ rule, reason })),
      },
    }
  }
  return (app) => {
    app.get('/debug/edge', (request) => {
      const { namespace } = request.query as Readonly<Record<string, unknown>> // fastify's own
      if (typeof namespace === 'string')
        return { offered: streams !== null, ...describe(namespace) }
      const all = [...new Set([...namespaces(), ...(streams?.namespaces() ?? [])])].sort()
      return { offered: streams !== null, namespaces: all.map(describe) }
    })
  }
}

/** Cross-origin policy of a rule (spec pilot-galley 2.5). */

import { type Any, CorsPolicy as EnvoyCorsPolicy, packAny, StringMatcher } from '@flotilla/proto'
import { durationMs } from '../duration.ts'
import type { CorsPolicy } from '../spec-types.ts'
import { stringMatcher } from './match.ts'

export const CORS_FILTER = 'envoy.filters.http.cors'

/** The per-route configuration of the CORS filter, or null where the rule has no policy. */
export function corsConfig(cors: CorsPolicy | undefined): Any | null {
  if (cors === undefined) return null
  const maxAgeMs = durationMs(cors.maxAge)
  return packAny(
    EnvoyCorsPolicy,
    EnvoyCorsPolicy.create({
      allowOriginStringMatch: origins(cors),
      allowMethods: (cors.allowMethods ?? []).join(','),
      allowHeaders: (cors.allowHeaders ?? []).join(','),
      exposeHeaders: (cors.exposeHeaders ?? []).join(','),
      maxAge: maxAgeMs === null ? '' : `${Math.round(maxAgeMs / 1000)}`,
      allowCredentials: cors.allowCredentials ?? null,
      forwardNotMatchingPreflights: cors.unmatchedPreflights !== 'IGNORE',
    }),
  )
}

function origins(cors: CorsPolicy): StringMatcher[] {
  if (cors.allowOrigins !== undefined) return cors.allowOrigins.map(stringMatcher)
  return (cors.allowOrigin ?? []).map((exact) => StringMatcher.create({ exact }))
}

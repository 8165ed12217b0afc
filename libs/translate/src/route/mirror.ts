/** Mirrors of a rule: copies of requests, whose answers nobody waits for (spec pilot-galley 2.5). */
import { RouteActionRequestMirrorPolicy, RuntimeFractionalPercent } from '@flotilla/proto'
import { fractionOf } from './percent.ts'
import type { MirrorInput } from './route-input.ts'

/** A mirror of nothing is left out. */
export function mirrorPolicies(mirrors: readonly MirrorInput[]): RouteActionRequestMirrorPolicy[] {
  return mirrors
    .filter((mirror) => mirror.percent !== 0)
    .map((mirror) =>
      RouteActionRequestMirrorPolicy.create({
        cluster: mirror.cluster,
        runtimeFraction: RuntimeFractionalPercent.create({
          defaultValue: fractionOf(mirror.percent),
        }),
        traceSampled: false,
      }),
    )
}

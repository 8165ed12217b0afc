/** Outlier detection of a policy, and the share of healthy endpoints below which it is not heeded (spec pilot-galley 2.10). */
import { OutlierDetection, Percent } from '@flotilla/proto'
import { durationFrom } from '../duration.ts'
import type { OutlierDetectionPolicy } from '../spec-types.ts'

/** null where there is no policy: nothing is ejected. */
export function outlierDetection(policy: OutlierDetectionPolicy | null): OutlierDetection | null {
  if (policy === null) return null
  const gateway = policy.consecutiveGatewayErrors ?? policy.consecutiveErrors
  return OutlierDetection.create({
    ...counted(policy.consecutive5xxErrors, 'consecutive5xx', 'enforcingConsecutive5xx'),
    ...counted(gateway, 'consecutiveGatewayFailure', 'enforcingConsecutiveGatewayFailure'),
    interval: durationFrom(policy.interval),
    baseEjectionTime: durationFrom(policy.baseEjectionTime),
    maxEjectionPercent: policy.maxEjectionPercent ?? null,
    enforcingSuccessRate: 0,
    ...localOrigin(policy),
  })
}

/** Share of healthy endpoints below which all are used; the mesh default is never. */
export function healthyPanicThreshold(policy: OutlierDetectionPolicy | null): Percent | null {
  return policy === null ? null : Percent.create({ value: policy.minHealthPercent ?? 0 })
}

type Counter = 'consecutive5xx' | 'consecutiveGatewayFailure'
type Enforcer = 'enforcingConsecutive5xx' | 'enforcingConsecutiveGatewayFailure'

/** 0 switches a counter off; absent leaves Envoy's own default. */
function counted(
  value: number | undefined,
  counter: Counter,
  enforcer: Enforcer,
): Partial<OutlierDetection> {
  if (value === undefined) return {}
  return { [counter]: value, [enforcer]: value > 0 ? 100 : 0 }
}

function localOrigin(policy: OutlierDetectionPolicy): Partial<OutlierDetection> {
  if (policy.splitExternalLocalOriginErrors !== true) return {}
  const failures = policy.consecutiveLocalOriginFailures
  return {
    splitExternalLocalOriginErrors: true,
    ...(failures === undefined
      ? {}
      : {
          consecutiveLocalOriginFailure: failures,
          enforcingConsecutiveLocalOriginFailure: failures > 0 ? 100 : 0,
        }),
    enforcingLocalOriginSuccessRate: 0,
  }
}

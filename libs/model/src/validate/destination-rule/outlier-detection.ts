/** Outlier detection (D4). */
import type { OutlierDetection } from '../../spec/destination-rule.ts'
import { checkDuration, type Findings } from '../findings.ts'

export function checkOutlierDetection(
  found: Findings,
  path: string,
  outlier: OutlierDetection | undefined,
): void {
  if (outlier === undefined) return
  checkDuration(found, `${path}.interval`, outlier.interval)
  checkDuration(found, `${path}.baseEjectionTime`, outlier.baseEjectionTime)
  if (
    (outlier.consecutiveLocalOriginFailures ?? 0) > 0 &&
    outlier.splitExternalLocalOriginErrors !== true
  )
    found.error(
      `${path}.consecutiveLocalOriginFailures`,
      'it is counted only with splitExternalLocalOriginErrors: true',
    )
  if (outlier.consecutiveErrors === undefined) return
  found.warn(
    `${path}.consecutiveErrors`,
    'consecutiveErrors is deprecated: use consecutiveGatewayErrors or consecutive5xxErrors',
  )
}

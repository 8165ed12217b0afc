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
  const at = `${path}.consecutiveErrors`
  if (outlier.consecutiveErrors < 0)
    found.error(at, `expected a whole number of at least 0, got ${outlier.consecutiveErrors}`)
  found.warn(
    at,
    'consecutiveErrors is deprecated: use consecutiveGatewayErrors or consecutive5xxErrors',
  )
}

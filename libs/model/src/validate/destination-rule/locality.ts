/** Locality load balancing: distribution, failover and priorities (D6). */
import { indexPath, keyPath } from '../../parse/path.ts'
import type {
  LoadBalancerSettings,
  LocalityDistribute,
  LocalityFailover,
} from '../../spec/destination-rule.ts'
import type { Findings } from '../findings.ts'

const REGION_LABELS: ReadonlySet<string> = new Set([
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
])

type LocalityPart = Pick<LoadBalancerSettings, 'localityLbSetting' | 'zoneAwareLbSetting'>

export function checkLocality(
  found: Findings,
  path: string,
  settings: LocalityPart,
  hasOutlierDetection: boolean,
): void {
  const { localityLbSetting: locality, zoneAwareLbSetting: zone } = settings
  if (locality !== undefined && zone !== undefined)
    found.error(
      `${path}.zoneAwareLbSetting`,
      'set only one of localityLbSetting, zoneAwareLbSetting',
    )
  if (locality !== undefined) {
    const at = `${path}.localityLbSetting`
    const distribute = locality.distribute ?? []
    if (distribute.length > 0 && (locality.failover?.length ?? 0) > 0)
      found.error(`${at}.failover`, 'set only one of distribute, failover')
    checkDistribute(found, `${at}.distribute`, distribute)
    checkFailover(found, at, locality, hasOutlierDetection)
  }
  if (zone !== undefined)
    checkFailover(found, `${path}.zoneAwareLbSetting`, zone, hasOutlierDetection)
}

function checkDistribute(
  found: Findings,
  path: string,
  distribute: readonly LocalityDistribute[],
): void {
  const sources: string[] = []
  for (const [index, entry] of distribute.entries()) {
    const at = indexPath(path, index)
    const from = entry.from ?? ''
    checkGlob(found, `${at}.from`, from, sources)
    sources.push(from)
    const targets: string[] = []
    let total = 0
    for (const [to, weight] of Object.entries(entry.to ?? {})) {
      const toPath = keyPath(`${at}.to`, to)
      checkGlob(found, toPath, to, targets)
      targets.push(to)
      if (weight < 1 || weight > 100)
        found.error(toPath, `expected a weight from 1 to 100, got ${weight}`)
      total += weight
    }
    if (total !== 100) found.error(`${at}.to`, `the weights must sum up to 100, got ${total}`)
  }
}

function checkGlob(found: Findings, path: string, glob: string, others: readonly string[]): void {
  const segments = glob.split('/')
  const isGlob =
    segments.length <= 3 &&
    segments.every((segment, index) =>
      segment === '*' ? index === segments.length - 1 : segment !== '' && !segment.includes('*'),
    )
  if (!isGlob) {
    found.error(path, `expected region/zone/subzone with "*" as the last part only, got "${glob}"`)
    return
  }
  const other = others.find((one) => overlaps(one, glob))
  if (other !== undefined) found.error(path, `"${glob}" overlaps "${other}"`)
}

/** A shorter locality stands for everything below it. */
function overlaps(a: string, b: string): boolean {
  const left = a.split('/').filter((segment) => segment !== '*')
  const right = b.split('/').filter((segment) => segment !== '*')
  const shared = Math.min(left.length, right.length)
  return left.slice(0, shared).join('/') === right.slice(0, shared).join('/')
}

function checkFailover(
  found: Findings,
  path: string,
  setting: {
    readonly failover?: readonly LocalityFailover[]
    readonly failoverPriority?: readonly string[]
  },
  hasOutlierDetection: boolean,
): void {
  const failover = setting.failover ?? []
  const priority = setting.failoverPriority ?? []
  const sources = new Set<string>()
  for (const [index, { from = '', to = '' }] of failover.entries()) {
    const at = indexPath(`${path}.failover`, index)
    checkRegion(found, `${at}.from`, from)
    checkRegion(found, `${at}.to`, to)
    if (from === to) found.error(at, `failover from "${from}" to itself`)
    if (sources.has(from)) found.error(`${at}.from`, `failover from "${from}" is set twice`)
    sources.add(from)
  }
  if (failover.length > 0) {
    for (const [index, label] of priority.entries()) {
      if (REGION_LABELS.has(label))
        found.error(
          indexPath(`${path}.failoverPriority`, index),
          `"${label}" cannot be a priority where failover is set too`,
        )
    }
  }
  if (!hasOutlierDetection && failover.length + priority.length > 0)
    found.warn(path, 'without outlierDetection in the same policy, failover is never triggered')
}

function checkRegion(found: Findings, path: string, region: string): void {
  if (region === '' || region.includes('/') || region.includes('*'))
    found.error(path, `expected the name of a region, without "/" and "*", got "${region}"`)
}

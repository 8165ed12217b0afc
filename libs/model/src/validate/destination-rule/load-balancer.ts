/** Load balancing: consistent hashing and warm-up (D5, D7). */
import { indexPath } from '../../parse/path.ts'
import type { ConsistentHash, LoadBalancerSettings } from '../../spec/destination-rule.ts'
import { checkDuration, type Findings, isPositiveDuration } from '../findings.ts'
import { checkLocality } from './locality.ts'

/** Maglev tables larger than this are refused by Envoy. */
const MAX_MAGLEV_TABLE = 5_000_011

/** @param hasOutlierDetection whether the same policy ejects hosts, without which failover has no trigger. */
export function checkLoadBalancer(
  found: Findings,
  path: string,
  settings: LoadBalancerSettings | undefined,
  hasOutlierDetection: boolean,
): void {
  if (settings === undefined) return
  if (settings.consistentHash !== undefined)
    checkConsistentHash(found, `${path}.consistentHash`, settings.consistentHash)
  checkLocality(found, path, settings, hasOutlierDetection)
  const { warmup } = settings
  if (warmup !== undefined) {
    if (!isPositiveDuration(warmup.duration))
      found.error(`${path}.warmup.duration`, 'a duration longer than 0s is required')
    checkDuration(found, `${path}.warmup.duration`, warmup.duration, { zero: true })
    if (warmup.aggression === 0)
      found.error(`${path}.warmup.aggression`, 'expected a number above 0')
  }
  checkDuration(found, `${path}.warmupDurationSecs`, settings.warmupDurationSecs)
}

function checkConsistentHash(found: Findings, path: string, hash: ConsistentHash): void {
  const hasKey =
    (hash.httpHeaderName ?? '') !== '' ||
    (hash.httpQueryParameterName ?? '') !== '' ||
    hash.httpCookie !== undefined ||
    hash.useSourceIp === true
  if (!hasKey)
    found.warn(
      path,
      'without httpHeaderName, httpCookie, useSourceIp or httpQueryParameterName requests are not hashed',
    )
  if (hash.httpCookie !== undefined) checkCookie(found, `${path}.httpCookie`, hash.httpCookie)
  const tableSize = hash.maglev?.tableSize
  if (tableSize !== undefined && (tableSize > MAX_MAGLEV_TABLE || !isPrime(tableSize)))
    found.error(
      `${path}.maglev.tableSize`,
      `expected a prime number of at most ${MAX_MAGLEV_TABLE}, got ${tableSize}`,
    )
  if (hash.minimumRingSize === undefined) return
  const at = `${path}.minimumRingSize`
  if (hash.ringHash !== undefined || hash.maglev !== undefined)
    found.error(at, 'set only one of minimumRingSize, ringHash, maglev')
  else if (hash.minimumRingSize > 0)
    found.warn(at, 'minimumRingSize is deprecated here: use ringHash.minimumRingSize')
}

function checkCookie(
  found: Findings,
  path: string,
  cookie: NonNullable<ConsistentHash['httpCookie']>,
): void {
  if ((cookie.name ?? '') === '') found.error(`${path}.name`, 'a cookie needs a name')
  checkDuration(found, `${path}.ttl`, cookie.ttl, { zero: true })
  const names = new Set<string>()
  for (const [index, attribute] of (cookie.attributes ?? []).entries()) {
    const at = `${indexPath(`${path}.attributes`, index)}.name`
    const name = attribute.name ?? ''
    if (name === '') found.error(at, 'a cookie attribute needs a name')
    else if (names.has(name)) found.error(at, `the cookie attribute "${name}" stands here twice`)
    names.add(name)
  }
}

function isPrime(value: number): boolean {
  if (value < 2) return false
  for (let divisor = 2; divisor * divisor <= value; divisor++) {
    if (value % divisor === 0) return false
  }
  return true
}

/** DestinationRule: host, subsets, selector (D1, D2, D9). */
import type { ConfigObject } from '../../object.ts'
import { indexPath } from '../../parse/path.ts'
import type {
  DestinationRuleSpec,
  PortTrafficPolicy,
  TrafficPolicy,
} from '../../spec/destination-rule.ts'
import {
  checkDuration,
  checkExportTo,
  checkLabels,
  checkPercent,
  checkSelector,
  type Findings,
} from '../findings.ts'
import { isDnsLabel, isFqdn, isIpAddress, wildcardNameFault } from '../names.ts'
import { checkConnectionPool } from './connection-pool.ts'
import { checkLoadBalancer } from './load-balancer.ts'
import { checkOutlierDetection } from './outlier-detection.ts'
import { checkClientTls } from './tls.ts'

export function validateDestinationRule(
  found: Findings,
  object: ConfigObject<DestinationRuleSpec>,
): void {
  const { spec } = object
  checkHost(found, spec.host ?? '')
  if (spec.trafficPolicy !== undefined)
    checkTrafficPolicy(found, 'spec.trafficPolicy', spec.trafficPolicy)
  const names = new Set<string>()
  for (const [index, subset] of (spec.subsets ?? []).entries()) {
    const path = indexPath('spec.subsets', index)
    const name = subset.name ?? ''
    if (!isDnsLabel(name)) found.error(`${path}.name`, `"${name}" is not the name of a subset`)
    else if (names.has(name)) found.error(`${path}.name`, `the subset "${name}" is defined twice`)
    names.add(name)
    checkLabels(found, `${path}.labels`, subset.labels)
    if (subset.trafficPolicy !== undefined)
      checkTrafficPolicy(found, `${path}.trafficPolicy`, subset.trafficPolicy)
  }
  const ownNamespace = object.metadata.namespace
  checkExportTo(found, 'spec.exportTo', spec.exportTo, { ownNamespace, allowsNone: false })
  checkWorkloadSelector(found, spec, ownNamespace)
}

function checkHost(found: Findings, host: string): void {
  if (host === '') found.error('spec.host', 'a DestinationRule needs a host')
  else if (isIpAddress(host))
    found.error('spec.host', `expected the name of a service, got the address "${host}"`)
  else {
    const fault = wildcardNameFault(host)
    if (fault !== null) found.error('spec.host', `"${host}" is not a host: ${fault}`)
  }
}

function checkWorkloadSelector(
  found: Findings,
  spec: DestinationRuleSpec,
  ownNamespace: string,
): void {
  if (spec.workloadSelector === undefined) return
  checkSelector(found, 'spec.workloadSelector', spec.workloadSelector.matchLabels)
  for (const [index, entry] of (spec.exportTo ?? []).entries()) {
    if (entry !== '.' && entry !== ownNamespace)
      found.error(
        indexPath('spec.exportTo', index),
        'a rule with workloadSelector can be exported to its own namespace only',
      )
  }
}

const POLICIES = ['loadBalancer', 'connectionPool', 'outlierDetection', 'tls'] as const

function checkTrafficPolicy(found: Findings, path: string, policy: TrafficPolicy): void {
  if (Object.keys(policy).length === 0)
    found.error(path, 'a traffic policy must hold at least one setting')
  checkPolicies(found, path, policy)
  for (const [index, settings] of (policy.portLevelSettings ?? []).entries()) {
    const at = indexPath(`${path}.portLevelSettings`, index)
    if (POLICIES.every((name) => settings[name] === undefined))
      found.error(at, `one of ${POLICIES.join(', ')} is required`)
    checkPolicies(found, at, settings)
  }
  checkTunnel(found, path, policy)
  checkPercent(found, `${path}.retryBudget.percent.value`, policy.retryBudget?.percent?.value)
  checkDuration(found, `${path}.retryBudget.budgetInterval`, policy.retryBudget?.budgetInterval)
}

function checkPolicies(found: Findings, path: string, policy: PortTrafficPolicy): void {
  checkLoadBalancer(
    found,
    `${path}.loadBalancer`,
    policy.loadBalancer,
    policy.outlierDetection !== undefined,
  )
  checkConnectionPool(found, `${path}.connectionPool`, policy.connectionPool)
  checkOutlierDetection(found, `${path}.outlierDetection`, policy.outlierDetection)
  checkClientTls(found, `${path}.tls`, policy.tls)
}

function checkTunnel(found: Findings, path: string, policy: TrafficPolicy): void {
  const { tunnel } = policy
  if (tunnel === undefined) return
  if (policy.proxyProtocol !== undefined)
    found.error(`${path}.proxyProtocol`, 'set only one of tunnel, proxyProtocol')
  const protocol = tunnel.protocol ?? ''
  if (protocol !== '' && protocol !== 'CONNECT' && protocol !== 'POST')
    found.error(`${path}.tunnel.protocol`, `expected CONNECT or POST, got "${protocol}"`)
  const host = tunnel.targetHost ?? ''
  if (!isFqdn(host) && !isIpAddress(host))
    found.error(`${path}.tunnel.targetHost`, `expected a host name or an address, got "${host}"`)
}

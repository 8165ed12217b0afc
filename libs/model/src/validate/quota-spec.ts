/** QuotaSpec and QuotaSpecBinding (mixer.md §2.1). */
import type { ConfigObject } from '../object.ts'
import { indexPath, keyPath } from '../parse/path.ts'
import type {
  IstioService,
  QuotaSpecBindingSpec,
  QuotaSpecReference,
  QuotaSpecSpec,
} from '../spec/mixer.ts'
import { checkLabels, type Findings } from './findings.ts'
import { isDnsLabel1123, isDnsSubdomain, isFqdn } from './names.ts'
import { checkStringMatch } from './virtual-service/string-match.ts'

export function validateQuotaSpec(found: Findings, object: ConfigObject<QuotaSpecSpec>): void {
  const rules = object.spec.rules ?? []
  if (rules.length === 0) found.error('spec.rules', 'a QuotaSpec needs at least one rule')
  for (const [index, rule] of rules.entries()) {
    const path = indexPath('spec.rules', index)
    for (const [at, match] of (rule.match ?? []).entries()) {
      for (const [attribute, value] of Object.entries(match.clause ?? {}))
        checkStringMatch(
          found,
          keyPath(`${indexPath(`${path}.match`, at)}.clause`, attribute),
          value,
          { mayBeEmpty: false, mayHaveEmptyPrefix: true, starIsPresence: false },
        )
    }
    if ((rule.quotas?.length ?? 0) === 0)
      found.error(`${path}.quotas`, 'a rule needs at least one quota')
    for (const [at, charge] of (rule.quotas ?? []).entries()) {
      if ((charge.quota ?? '') === '')
        found.error(`${indexPath(`${path}.quotas`, at)}.quota`, 'the name of a quota is required')
    }
  }
}

export function validateQuotaSpecBinding(
  found: Findings,
  object: ConfigObject<QuotaSpecBindingSpec>,
): void {
  const { services = [], quotaSpecs = [] } = object.spec
  checkBoundServices(found, services, 'QuotaSpecBinding')
  checkBoundSpecs(found, quotaSpecs, 'spec.quotaSpecs', 'QuotaSpec')
}

/** The services that a binding names. @param kind of the binding. */
export function checkBoundServices(
  found: Findings,
  services: readonly IstioService[],
  kind: string,
): void {
  if (services.length === 0) found.error('spec.services', `a ${kind} needs at least one service`)
  for (const [index, service] of services.entries()) {
    const path = indexPath('spec.services', index)
    const { name = '', namespace = '', domain = '', service: host = '' } = service
    if (name === '' && host === '') found.error(path, 'one of name, service is required')
    if (name !== '' && !isDnsLabel1123(name))
      found.error(`${path}.name`, `"${name}" is not the short name of a service`)
    if (namespace !== '' && !isDnsLabel1123(namespace))
      found.error(`${path}.namespace`, `"${namespace}" is not the name of a namespace`)
    if (domain !== '' && !isFqdn(domain))
      found.error(`${path}.domain`, `"${domain}" is not a domain`)
    if (host !== '' && host !== '*' && !isFqdn(host))
      found.error(`${path}.service`, `expected a host or "*", got "${host}"`)
    checkLabels(found, `${path}.labels`, service.labels)
  }
}

/** The specs that a binding names. @param kind of the specs. */
export function checkBoundSpecs(
  found: Findings,
  specs: readonly QuotaSpecReference[],
  at: string,
  kind: string,
): void {
  if (specs.length === 0) found.error(at, `a ${kind}Binding needs at least one ${kind}`)
  for (const [index, reference] of specs.entries()) {
    const path = indexPath(at, index)
    const { name = '', namespace = '' } = reference
    if (!isDnsSubdomain(name)) found.error(`${path}.name`, `"${name}" is not the name of a ${kind}`)
    if (namespace !== '' && !isDnsLabel1123(namespace))
      found.error(`${path}.namespace`, `"${namespace}" is not the name of a namespace`)
  }
}

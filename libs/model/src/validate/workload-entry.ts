/** WorkloadEntry, alone and as the endpoint of a ServiceEntry (S8, S11). */
import type { ConfigObject } from '../object.ts'
import { keyPath } from '../parse/path.ts'
import type { WorkloadEntrySpec } from '../spec/service-entry.ts'
import { checkLabels, type Findings } from './findings.ts'
import { isDnsLabel, isFqdn, isIpAddress } from './names.ts'

export function validateWorkloadEntry(
  found: Findings,
  object: ConfigObject<WorkloadEntrySpec>,
): void {
  checkWorkload(found, 'spec', object.spec)
}

export function checkWorkload(found: Findings, path: string, entry: WorkloadEntrySpec): void {
  const address = entry.address ?? ''
  if (address === '') {
    if ((entry.network ?? '') === '') found.error(`${path}.address`, 'an address is required')
    else
      found.warn(
        `${path}.address`,
        'without an address the workload is reached through the gateways of its network only',
      )
  } else if (address.startsWith('unix://')) {
    if (!address.startsWith('unix:///') || address === 'unix:///')
      found.error(`${path}.address`, `expected unix:///path, got "${address}"`)
    if (Object.keys(entry.ports ?? {}).length > 0)
      found.error(`${path}.ports`, 'a unix socket has no ports')
  } else if (!isIpAddress(address) && !isFqdn(address)) {
    found.error(
      `${path}.address`,
      `expected an address, a host name or unix:///path, got "${address}"`,
    )
  }
  for (const name of Object.keys(entry.ports ?? {})) {
    if (!isDnsLabel(name))
      found.error(keyPath(`${path}.ports`, name), `"${name}" is not the name of a port`)
  }
  checkLabels(found, `${path}.labels`, entry.labels)
  checkLocalityText(found, `${path}.locality`, entry.locality ?? '')
}

function checkLocalityText(found: Findings, path: string, locality: string): void {
  if (locality === '') return
  const segments = locality.split('/')
  const isLocality =
    segments.length <= 3 && segments.every((segment) => segment !== '' && !segment.includes('*'))
  if (!isLocality)
    found.error(path, `expected region, region/zone or region/zone/subzone, got "${locality}"`)
}

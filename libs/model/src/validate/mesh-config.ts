/** MeshConfig, as an object and as a file of its own. */
import type { ConfigObject } from '../object.ts'
import { indexPath } from '../parse/path.ts'
import type { MeshConfig } from '../spec/mesh-config.ts'
import { checkConnectionPool } from './destination-rule/connection-pool.ts'
import { checkLocality } from './destination-rule/locality.ts'
import { checkOutlierDetection } from './destination-rule/outlier-detection.ts'
import { checkDuration, checkExportTo, type Findings } from './findings.ts'
import { isDnsLabel1123, isFqdn } from './names.ts'
import { checkRetries } from './virtual-service/retries.ts'

/** The one name that the mesh's own configuration may have. */
export const MESH_CONFIG_NAME = 'meshconfig'

export function validateMeshConfig(found: Findings, object: ConfigObject<MeshConfig>): void {
  if (object.metadata.name !== MESH_CONFIG_NAME)
    found.error('metadata.name', `there is one MeshConfig, of the name "${MESH_CONFIG_NAME}"`)
  checkMeshConfig(found, 'spec', object.spec)
}

/** @param path where the settings stand: `spec` of an object, empty for a file of their own. */
export function checkMeshConfig(found: Findings, path: string, mesh: MeshConfig): void {
  const at = (field: string): string => (path === '' ? field : `${path}.${field}`)
  checkDuration(found, at('connectTimeout'), mesh.connectTimeout, { maxMs: 3_600_000 })
  checkDuration(found, at('protocolDetectionTimeout'), mesh.protocolDetectionTimeout, {
    zero: true,
    minMs: 10,
  })
  checkDuration(found, at('dnsRefreshRate'), mesh.dnsRefreshRate)
  checkDuration(found, at('reportBatchMaxTime'), mesh.reportBatchMaxTime)
  if (mesh.rootNamespace !== undefined && !isDnsLabel1123(mesh.rootNamespace))
    found.error(at('rootNamespace'), `"${mesh.rootNamespace}" is not the name of a namespace`)
  if (mesh.trustDomain !== undefined && !isFqdn(mesh.trustDomain))
    found.error(at('trustDomain'), `"${mesh.trustDomain}" is not a trust domain`)
  for (const [index, alias] of (mesh.trustDomainAliases ?? []).entries()) {
    if (!isFqdn(alias))
      found.error(indexPath(at('trustDomainAliases'), index), `"${alias}" is not a trust domain`)
  }
  for (const field of [
    'defaultServiceExportTo',
    'defaultVirtualServiceExportTo',
    'defaultDestinationRuleExportTo',
  ] as const)
    checkExportTo(found, at(field), mesh[field], { ownNamespace: '.', allowsNone: true })
  for (const field of ['mixerCheckServer', 'mixerReportServer'] as const)
    checkServer(found, at(field), mesh[field] ?? '')
  checkRetries(found, at('defaultHttpRetryPolicy'), mesh.defaultHttpRetryPolicy)
  const policy = mesh.defaultTrafficPolicy
  checkConnectionPool(found, at('defaultTrafficPolicy.connectionPool'), policy?.connectionPool)
  checkOutlierDetection(
    found,
    at('defaultTrafficPolicy.outlierDetection'),
    policy?.outlierDetection,
  )
  // Whether hosts are ejected is the business of each DestinationRule here.
  checkLocality(found, path, mesh, true)
}

function checkServer(found: Findings, path: string, server: string): void {
  if (server === '') return
  const colon = server.lastIndexOf(':')
  const port = server.slice(colon + 1)
  const isServer =
    colon > 0 &&
    isFqdn(server.slice(0, colon)) &&
    /^\d{1,5}$/.test(port) &&
    Number(port) >= 1 &&
    Number(port) <= 65_535
  if (!isServer) found.error(path, `expected host:port, got "${server}"`)
}

/** Validation of one object against the rules of its kind. */
import { kindOf } from '../kinds.ts'
import type { ConfigObject } from '../object.ts'
import { keyPath } from '../parse/path.ts'
import { placed } from '../parse/places.ts'
import type { Violation } from '../violation.ts'
import { validateHttpApiSpec, validateHttpApiSpecBinding } from './api-spec.ts'
import { validateDestinationRule } from './destination-rule/destination-rule.ts'
import { Findings } from './findings.ts'
import { validateGateway } from './gateway.ts'
import { validateMeshConfig } from './mesh-config.ts'
import {
  validateAdapterInfo,
  validateAttributeManifest,
  validateHandler,
  validateInstance,
  validateLegacyAdapter,
  validateLegacyTemplate,
  validateRule,
  validateTemplate,
} from './mixer.ts'
import { validatePeerAuthentication } from './peer-authentication.ts'
import { validateQuotaSpec, validateQuotaSpecBinding } from './quota-spec.ts'
import { validateServiceEntry } from './service-entry.ts'
import { validateVirtualService } from './virtual-service/virtual-service.ts'
import { validateWorkloadEntry } from './workload-entry.ts'

export interface ValidateOptions {
  /** Default `istio-system`. */
  readonly rootNamespace?: string
}

/** Takes an object of its own kind only: the table below and the kind's schema see to that. */
type Validator = (found: Findings, object: ConfigObject<never>, rootNamespace: string) => void

const VALIDATORS: Readonly<Record<string, Validator>> = {
  VirtualService: validateVirtualService,
  DestinationRule: validateDestinationRule,
  Gateway: validateGateway,
  ServiceEntry: validateServiceEntry,
  WorkloadEntry: validateWorkloadEntry,
  PeerAuthentication: validatePeerAuthentication,
  MeshConfig: validateMeshConfig,
  handler: validateHandler,
  instance: validateInstance,
  rule: validateRule,
  adapter: validateAdapterInfo,
  template: validateTemplate,
  attributemanifest: validateAttributeManifest,
  QuotaSpec: validateQuotaSpec,
  QuotaSpecBinding: validateQuotaSpecBinding,
  HTTPAPISpec: validateHttpApiSpec,
  HTTPAPISpecBinding: validateHttpApiSpecBinding,
  'legacy-adapter': validateLegacyAdapter,
  'legacy-template': validateLegacyTemplate,
}

/** Every violation of the rules that concern the object alone, with its place in the text where it has one. */
export function validateObject(object: ConfigObject, options: ValidateOptions = {}): Violation[] {
  const found = new Findings()
  for (const key of Object.keys(object.metadata.annotations)) {
    const path = keyPath('metadata.annotations', key)
    if (key.startsWith('internal.istio.io/'))
      found.error(path, 'annotations of internal.istio.io are set by the mesh itself')
    if (key === 'istio.io/dry-run')
      found.error(path, 'only an AuthorizationPolicy can be tried dry')
  }
  const validator = VALIDATORS[object.kind] ?? VALIDATORS[kindOf(object.kind)?.category ?? '']
  // Sound: the spec was decoded against the schema of this very kind.
  validator?.(found, object as ConfigObject<never>, options.rootNamespace ?? 'istio-system')
  return found.all.map((finding) => placed(object, finding))
}

/** Generated from envoy/extensions/transport_sockets/tls/v3/compliance_policy.proto by `npm run gen`; do not edit. */

/** envoy.extensions.transport_sockets.tls.v3.CompliancePolicy */
export const CompliancePolicy = {
  FIPS_202205: 0,
} as const
export type CompliancePolicy = (typeof CompliancePolicy)[keyof typeof CompliancePolicy]

/** Kinds that are valid elsewhere and not served here yet, so that a refusal can say so instead of "unknown". */

const ISTIO: Readonly<Record<string, readonly string[]>> = {
  'networking.istio.io': ['Sidecar', 'EnvoyFilter', 'WorkloadGroup', 'ProxyConfig'],
  'security.istio.io': ['AuthorizationPolicy', 'RequestAuthentication'],
  'authentication.istio.io': ['Policy', 'MeshPolicy'],
  'rbac.istio.io': ['RbacConfig', 'ClusterRbacConfig', 'ServiceRole', 'ServiceRoleBinding'],
  'telemetry.istio.io': ['Telemetry'],
  'extensions.istio.io': ['WasmPlugin'],
}

/** API groups whose every kind belongs to someone else. */
const FOREIGN_GROUPS =
  /^(?:apps|batch|autoscaling|policy|extensions|authentication|storage\.k8s\.io|networking\.k8s\.io|rbac\.authorization\.k8s\.io|apiextensions\.k8s\.io|admissionregistration\.k8s\.io|apiregistration\.k8s\.io|coordination\.k8s\.io|discovery\.k8s\.io|scheduling\.k8s\.io|certificates\.k8s\.io|gateway\.networking\.k8s\.io|cert-manager\.io|certmanager\.k8s\.io|[a-z]+\.smi-spec\.io|linkerd\.io|policy\.linkerd\.io|flagger\.app|install\.istio\.io|flotilla\.io)$/

/** Whether this object is of a kind that exists and is not served here yet. */
export function isUnserved(apiVersion: string, kind: string): boolean {
  const slash = apiVersion.indexOf('/')
  if (slash < 0) return apiVersion === 'v1' && /^[A-Z]/.test(kind)
  const group = apiVersion.slice(0, slash)
  return FOREIGN_GROUPS.test(group) || (ISTIO[group]?.includes(kind) ?? false)
}

/** The kinds by name, whatever group a person wrote. */
export const UNSERVED_KINDS: readonly string[] = Object.values(ISTIO).flat()

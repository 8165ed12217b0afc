/** Kinds that are valid elsewhere: those of Kubernetes itself, which are left out, and those not served here yet, which are refused by name. */

const ISTIO: Readonly<Record<string, readonly string[]>> = {
  'networking.istio.io': ['Sidecar', 'EnvoyFilter', 'WorkloadGroup', 'ProxyConfig'],
  'security.istio.io': ['AuthorizationPolicy', 'RequestAuthentication'],
  'authentication.istio.io': ['Policy', 'MeshPolicy'],
  'rbac.istio.io': ['RbacConfig', 'ClusterRbacConfig', 'ServiceRole', 'ServiceRoleBinding'],
  'telemetry.istio.io': ['Telemetry'],
  'extensions.istio.io': ['WasmPlugin'],
}

/** Kinds of Kubernetes' group without a name. */
const CORE_KINDS: ReadonlySet<string> = new Set([
  'ConfigMap',
  'Endpoints',
  'LimitRange',
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Pod',
  'PodTemplate',
  'ReplicationController',
  'ResourceQuota',
  'Secret',
  'Service',
  'ServiceAccount',
])

/** What a mesh would act on, were it there: not to be passed over. */
const INGRESS: ReadonlySet<string> = new Set(['Ingress', 'IngressClass'])

/** Kubernetes' other groups. */
const KUBERNETES_GROUPS =
  /^(?:apps|batch|autoscaling|policy|extensions|authentication|(?:admissionregistration|apiextensions|apiregistration|certificates|coordination|discovery|networking|rbac\.authorization|scheduling|storage)\.k8s\.io)$/

/** API groups whose every kind belongs to someone else. */
const FOREIGN_GROUPS =
  /^(?:gateway\.networking\.k8s\.io|cert-manager\.io|certmanager\.k8s\.io|[a-z]+\.smi-spec\.io|linkerd\.io|policy\.linkerd\.io|flagger\.app|install\.istio\.io|flotilla\.io)$/

/** Whether this object describes what runs in a cluster, and nothing of the mesh: a Service, a Deployment, a ServiceAccount. */
export function isOfKubernetes(apiVersion: string, kind: string): boolean {
  if (apiVersion === 'v1') return CORE_KINDS.has(kind)
  return KUBERNETES_GROUPS.test(groupOf(apiVersion)) && !INGRESS.has(kind)
}

/** Whether this object is of a kind of someone else's that exists and is not served here yet. */
export function isUnserved(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion)
  if (apiVersion === 'v1' || KUBERNETES_GROUPS.test(group)) return /^[A-Z]/.test(kind)
  return FOREIGN_GROUPS.test(group) || (ISTIO[group]?.includes(kind) ?? false)
}

/** The part before the slash; empty where there is none. */
function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))
}

/** The kinds by name, whatever group a person wrote. */
export const UNSERVED_KINDS: readonly string[] = Object.values(ISTIO).flat()

/** The workloads of the mesh as the kubernetesenv adapter looks them up, wherever they come from. */

export interface WorkloadRecord {
  /** `kubernetes://NAME.NAMESPACE`. */
  readonly uid: string
  readonly name: string
  readonly namespace: string
  /** 4 or 16 bytes, null where it has none. */
  readonly ip: Uint8Array | null
  readonly hostIp: Uint8Array | null
  readonly labels: ReadonlyMap<string, string>
  /** Empty where unknown. */
  readonly serviceAccount: string
  /** What the workload belongs to, `kubernetes://apis/apps/v1/namespaces/NS/deployments/NAME`; empty where it stands alone. */
  readonly owner: string
  /** Name of the owner at the root, or the workload's own name. */
  readonly workloadName: string
  readonly containers: readonly WorkloadContainer[]
}

export interface WorkloadContainer {
  readonly name: string
  readonly ports: readonly number[]
}

export interface WorkloadDirectory {
  /** Grows with every change. */
  revision(): number
  /** Whether workloads come and go: one that is not known may have started a moment ago. */
  readonly isLive: boolean
  byUid(uid: string): WorkloadRecord | null
  /** @param ip text as `ipText` prints it. */
  byIp(ip: string): WorkloadRecord | null
}

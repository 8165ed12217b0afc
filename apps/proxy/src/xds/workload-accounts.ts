/** Which service account each workload of the mesh runs as, as pilot says in its endpoints: what a claimed uid is held against. */
import type { PeerDirectory } from '../mixer/forwarded-attributes.ts'
import type { Assignment } from '../upstream/assignment.ts'

/** Workloads remembered; beyond it the one told longest ago is forgotten. Listed in docs/limits.md. */
const MAX_WORKLOADS = 50_000

export class WorkloadAccounts implements PeerDirectory {
  private readonly accounts = new Map<string, string>()

  /** Takes what an assignment says; endpoints without uid or account say nothing. */
  learn(assignment: Assignment): void {
    for (const { metadata } of assignment.endpoints) {
      const uid = metadata['istio']?.['uid']
      const account = metadata['flotilla']?.['serviceAccount']
      if (typeof uid !== 'string' || typeof account !== 'string') continue
      this.accounts.delete(uid)
      this.accounts.set(uid, account)
    }
    for (const uid of this.accounts.keys()) {
      if (this.accounts.size <= MAX_WORKLOADS) return
      this.accounts.delete(uid)
    }
  }

  serviceAccountOf(uid: string): string | null {
    return this.accounts.get(uid) ?? null
  }
}

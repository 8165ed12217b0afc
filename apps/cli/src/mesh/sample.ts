/** The sample application of `up`: bookinfo's six workloads, named as pods would be. */

import { join } from 'node:path'
import process from 'node:process'
import { ROOT } from './layout.ts'
import type { AppCommand, WorkloadInput } from './workload.ts'

export interface SampleWorkload {
  readonly workload: WorkloadInput
  readonly app: AppCommand
}

const PORT = 9080

/** The workloads of samples/bookinfo. */
export const SAMPLE: readonly SampleWorkload[] = [
  sample('details', 'v1'),
  sample('ratings', 'v1'),
  sample('reviews', 'v1'),
  sample('reviews', 'v2'),
  sample('reviews', 'v3'),
  sample('productpage', 'v1'),
]

function sample(service: string, version: string): SampleWorkload {
  return {
    workload: {
      name: `${service}-${version}`,
      namespace: 'default',
      service,
      labels: { app: service, version },
      serviceAccount: `bookinfo-${service}`,
      ports: [{ name: 'http', number: PORT, protocol: 'HTTP', targetPort: PORT }],
      takesPort: true,
      owner: 'mesh',
      runner: null,
    },
    app: {
      command: process.execPath,
      args: [join(ROOT, 'samples', 'bookinfo', 'src', `${service}.ts`)],
      env: { SERVICE_VERSION: version },
      cwd: ROOT,
    },
  }
}

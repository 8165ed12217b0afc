/** What handlers are built with offline: time and memory, and an outside world that does not answer. */
import {
  type AdapterEnv,
  BoundedScheduler,
  NO_BACKENDS,
  NO_JETSTREAM,
  NO_REDIS,
  type WorkloadRecord,
} from '@flotilla/adapter-sdk'
import { parseIp } from '@flotilla/attributes'
import type { HandlerHost } from '@flotilla/dispatch'
import { FlotillaError } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { ConfigObject, WorkloadEntrySpec } from '@flotilla/model'
import { type Clock, systemClock } from '@flotilla/time'

const SILENT_LINES = { writeLine: () => true }

/** @param workloads WorkloadEntry objects: who the kubernetesenv adapter finds. */
export function offlineHost(
  workloads: readonly ConfigObject[],
  clock: Clock = systemClock,
): HandlerHost {
  const records = workloads.map(recordOf)
  const byUid = new Map(records.map((record) => [record.uid, record]))
  const state = new Map<string, unknown>()
  const nobody = (): Promise<never> =>
    Promise.reject(new FlotillaError('FLT_ADAPTER_FAILED', 'nothing outside is reached offline'))
  return {
    clock,
    closed: () => undefined,
    envOf(name) {
      const log = scope(`policy.${name}`)
      const tasks = new BoundedScheduler(clock, log)
      const env: AdapterEnv = {
        log,
        clock,
        random: Math.random,
        tasks,
        delivery: {
          sent: () => undefined,
          lost: () => undefined,
          retried: () => undefined,
          waiting: () => undefined,
          undecided: () => undefined,
        },
        outside: {
          http: { get: nobody, send: nobody },
          streams: { connect: nobody },
          datagrams: { open: () => ({ send: () => false, close: () => Promise.resolve() }) },
          redis: NO_REDIS,
          jetStream: NO_JETSTREAM,
          workloads: {
            isLive: false,
            revision: () => 1,
            byUid: (uid) => byUid.get(uid) ?? null,
            byIp: () => null,
          },
          exposition: { add: () => () => undefined },
          stdout: SILENT_LINES,
          stderr: SILENT_LINES,
          backends: NO_BACKENDS,
        },
        shared<T>(key: string, create: () => T): T {
          if (!state.has(key)) state.set(key, create())
          return state.get(key) as T // made by the create() of the same key
        },
      }
      return { env, tasks }
    },
  }
}

function recordOf({ metadata, spec }: ConfigObject): WorkloadRecord {
  const { address, labels, serviceAccount } = (spec ?? {}) as WorkloadEntrySpec // of its kind
  const { name, namespace, annotations } = metadata
  const owner = annotations['flotilla.io/owner'] ?? ''
  return {
    uid: `kubernetes://${name}.${namespace}`,
    name,
    namespace,
    ip: parseIp(address ?? ''),
    hostIp: null,
    labels: new Map(Object.entries(labels ?? {})),
    serviceAccount: serviceAccount ?? '',
    owner,
    workloadName: owner.slice(owner.lastIndexOf('/') + 1) || name,
    containers: [],
  }
}

/** The environment of an adapter in its thread: time and sockets are the thread's own, pages and lines go through the host. */
import {
  type AdapterEnv,
  BoundedScheduler,
  NO_BACKENDS,
  NO_JETSTREAM,
  NO_REDIS,
} from '@flotilla/adapter-sdk'
import { scope } from '@flotilla/log'
import { systemClock } from '@flotilla/time'
import { datagramClient } from '../host/datagram-client.ts'
import { httpClient } from '../host/http-client.ts'
import { streamClient } from '../host/stream-client.ts'
import type { FromThread } from './messages.ts'

/** How often a changed page is passed on. */
const PAGE_MS = 500
/** Longest page; a longer one is cut at a line. docs/limits.md */
const MAX_PAGE_BYTES = 1024 * 1024

export interface ThreadEnv {
  readonly env: AdapterEnv
  readonly tasks: BoundedScheduler
  close(): void
}

export function threadEnv(handler: string, send: (message: FromThread) => void): ThreadEnv {
  const log = scope(`mixer.adapter.${handler}`)
  const tasks = new BoundedScheduler(systemClock, log)
  const pages = new Set<() => string>()
  const state = new Map<string, unknown>()
  let last = ''
  const timer = setInterval(() => {
    const text = cut([...pages].map((render) => render()).join(''))
    if (text !== last) send({ kind: 'page', text })
    last = text
  }, PAGE_MS)
  timer.unref()
  const line = (stream: 'stdout' | 'stderr') => ({
    writeLine: (text: string): boolean => {
      send({ kind: 'line', stream, text })
      return true
    },
  })
  const env: AdapterEnv = {
    log,
    clock: systemClock,
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
      http: httpClient,
      streams: streamClient,
      datagrams: datagramClient,
      redis: NO_REDIS,
      jetStream: NO_JETSTREAM,
      workloads: { isLive: false, revision: () => 0, byUid: () => null, byIp: () => null },
      exposition: {
        add: (render) => {
          pages.add(render)
          return () => {
            pages.delete(render)
          }
        },
      },
      stdout: line('stdout'),
      stderr: line('stderr'),
      backends: NO_BACKENDS,
    },
    shared<T>(key: string, create: () => T): T {
      if (!state.has(key)) state.set(key, create())
      return state.get(key) as T // made by the create() of the same key
    },
  }
  const close = (): void => {
    clearInterval(timer)
    tasks.close()
  }
  return { env, tasks, close }
}

function cut(text: string): string {
  if (text.length <= MAX_PAGE_BYTES) return text
  return text.slice(0, text.lastIndexOf('\n', MAX_PAGE_BYTES) + 1)
}

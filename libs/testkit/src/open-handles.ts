/** A leak check: what a test opened (sockets, servers, children, timers) must be closed when it ends. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'

const COUNTED: ReadonlySet<string> = new Set([
  'TCPSocketWrap',
  'TCPServerWrap',
  'PipeWrap',
  'PipeServerWrap',
  'UDPWrap',
  'ProcessWrap',
  'FSEventWrap',
  'StatWatcher',
  'MessagePort',
  'Worker',
  'Timeout',
])
const POLL_MS = 5

export interface HandleWatch {
  /** Resolves once no more handles are open than at the start; rejects, naming them, when that takes too long. */
  check(): Promise<void>
}

/** Remembers which handles are open now. Call before the test opens anything. Waits two seconds by default. */
export function watchHandles(waitMs = 2_000): HandleWatch {
  const before = countHandles()
  return {
    check: async () => {
      const deadlineMs = performance.now() + waitMs
      // Closing takes a few turns of the loop: the kernel has its say before a handle is gone.
      while (leaked(before).length > 0 && performance.now() < deadlineMs) await delay(POLL_MS)
      const left = leaked(before)
      assert.equal(left.length, 0, `handles left open: ${left.join(', ')}`)
    },
  }
}

function leaked(before: ReadonlyMap<string, number>): string[] {
  return [...countHandles()]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${kind} ×${count - (before.get(kind) ?? 0)}`)
}

function countHandles(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo())
    if (COUNTED.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

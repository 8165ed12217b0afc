/** Programs that must not outlive the run that started them, however it ends. */
import type { ChildProcess } from 'node:child_process'
import process from 'node:process'

const children = new Set<ChildProcess>()

/** Ends the child with this process, also when that is ended by a signal or a bug. */
export function adopt<T extends ChildProcess>(child: T): T {
  if (children.size === 0) watch()
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

let isWatching = false

function watch(): void {
  if (isWatching) return
  isWatching = true
  process.on('exit', () => {
    for (const child of children) child.kill('SIGKILL')
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))
}

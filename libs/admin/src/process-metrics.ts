/** The process itself and its build, under the names that dashboards ask for. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { Gauge, type Registry } from '@flotilla/metrics'
import { VERSION } from './version.ts'

const STATUS_FILE = '/proc/self/status'
const FD_FOLDER = '/proc/self/fd'

/** Adds them, each read when metrics are; a registry that has them is left alone. @param component `pilot`, `galley`, … */
export function registerProcessMetrics(registry: Registry, component: string): void {
  if (registry.getSingleMetric('istio_build') !== undefined) return
  const gauge = (name: string, help: string, read: () => number): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => made.set(read()),
    })
  }
  new Gauge({
    name: 'istio_build',
    help: 'Build of the component.',
    labelNames: ['component', 'tag'],
    registers: [registry],
  }).set({ component, tag: VERSION }, 1)
  gauge('process_cpu_seconds_total', 'CPU time, user and system.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  // What only Linux tells.
  if (!existsSync(STATUS_FILE)) return
  gauge('process_virtual_memory_bytes', 'Virtual memory.', virtualMemoryBytes)
  gauge('process_open_fds', 'Open file descriptors.', () => readdirSync(FD_FOLDER).length)
}

function virtualMemoryBytes(): number {
  const found = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync(STATUS_FILE, 'utf8'))
  return Number(found?.[1] ?? 0) * 1024
}

/** The process itself and its build, as dashboards ask for them. */
import process from 'node:process'
import { VERSION } from '@flotilla/admin'
import { Gauge, type Registry } from '@flotilla/metrics'

export function registerProcessMetrics(registry: Registry): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect: () => made.set(read()),
    })
  }
  gauge('process_cpu_seconds_total', 'CPU time, user and system.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  new Gauge({
    name: 'istio_build',
    help: 'Build of the component.',
    labelNames: ['component', 'tag'],
    registers: [registry],
  }).set({ component: 'mixer', tag: VERSION }, 1)
}

/** `flotilla down`: stops all and removes everything that `up` and `run` made, also after a crash. Safe to repeat. */
import { rmSync } from 'node:fs'
import type { Command } from 'commander'
import { layoutOf } from '../mesh/layout.ts'
import { stopMesh } from '../mesh/stop.ts'
import { progress } from '../output.ts'
import { stateOption } from './options.ts'

export function addDown(program: Command): void {
  program
    .command('down')
    .summary('stop the mesh and remove what it made')
    .description(
      'Ends every process of the mesh and removes its namespaces, links, rules and sockets. Configuration versions and keys stay in the state directory.',
    )
    .option(
      '--purge',
      'remove the state directory too: configuration versions, keys and logs',
      false,
    )
    .addOption(stateOption())
    .addHelpText('after', '\nExample:\n  npx flotilla down')
    .action(async ({ state, purge }: { state: string; purge: boolean }) => {
      const layout = layoutOf(state)
      const removed = await stopMesh(layout)
      if (purge) rmSync(layout.stateDir, { recursive: true, force: true })
      progress(
        removed === 0
          ? 'nothing was running'
          : `stopped and removed ${removed} ${removed === 1 ? 'process' : 'processes, links and namespaces'}`,
      )
    })
}

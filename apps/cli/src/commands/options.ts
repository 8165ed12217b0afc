/** Options that several commands share. */
import process from 'node:process'
import { Option } from 'commander'
import { DEFAULT_STATE_DIR } from '../mesh/layout.ts'

export function stateOption(): Option {
  return new Option('--state <dir>', "the mesh's state directory").default(
    process.env['FLOTILLA_STATE'] ?? DEFAULT_STATE_DIR,
  )
}

export function outputOption(): Option {
  return new Option('-o, --output <format>', 'output format')
    .choices(['table', 'json', 'yaml'])
    .default('table')
}

export function namespaceOption(): Option {
  return new Option('-n, --namespace <name>', 'namespace of objects that name none').default(
    'default',
  )
}

/** Collects a repeatable option. */
export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value]
}

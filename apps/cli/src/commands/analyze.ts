/** `flotilla analyze`: what is wrong in a running mesh, or in files. */
import process from 'node:process'
import { type Command, Option } from 'commander'
import {
  type AnalysisMessage,
  inOrder,
  LEVELS,
  type Level,
  lineOf,
  ofViolation,
} from '../analysis/message.ts'
import { GalleyClient, readConfig } from '../mesh/galley.ts'
import { layoutOf } from '../mesh/layout.ts'
import { mixerStatuses } from '../mesh/mixer-status.ts'
import { Records } from '../mesh/record.ts'
import { syncz } from '../mesh/status.ts'
import { type Format, print } from '../output.ts'
import { noObject, validateFiles } from '../validate.ts'
import { collect, namespaceOption, outputOption, stateOption } from './options.ts'

/** Exit code where there are findings at or above the threshold (design §9, Istio's own). */
const EXIT_FINDINGS = 79

interface AnalyzeFlags {
  readonly filename: string[]
  readonly namespace: string
  readonly failureThreshold: Level
  readonly output: Format
  readonly state: string
}

export function addAnalyze(program: Command): void {
  program
    .command('analyze')
    .summary('tell what is wrong in a running mesh, or in files')
    .description(
      'Without -f: the configuration of the running mesh, what Mixer could not put in force and why, and what proxies refused. With -f: files alone, offline, as validate does. Exit code 79 where a finding is at or above the threshold.',
    )
    .option(
      '-f, --filename <path>',
      'file, folder, or - for standard input (repeatable)',
      collect,
      [],
    )
    .addOption(namespaceOption())
    .addOption(
      new Option('--failure-threshold <level>', 'the least level that fails')
        .choices([...LEVELS])
        .default('Error'),
    )
    .addOption(outputOption())
    .addOption(stateOption())
    .addHelpText(
      'after',
      '\nExamples:\n  npx flotilla analyze\n  npx flotilla analyze -f samples/bookinfo -o json',
    )
    .action(async (flags: AnalyzeFlags) => {
      const messages =
        flags.filename.length > 0
          ? await messagesOfFiles(flags.filename, flags.namespace)
          : await messagesOfMesh(flags.state)
      print(flags.output, messages, () => textOf(messages, flags.filename.length > 0))
      const threshold = LEVELS.indexOf(flags.failureThreshold)
      if (messages.some(({ level }) => LEVELS.indexOf(level) <= threshold))
        process.exitCode = EXIT_FINDINGS
    })
}

async function messagesOfFiles(paths: string[], namespace: string): Promise<AnalysisMessage[]> {
  const files = readConfig(paths)
  const { objects, parsed, violations } = await validateFiles(files, namespace)
  if (objects === 0 && violations.length === 0) throw noObject(files)
  return inOrder(violations.map((violation) => ofViolation(violation, parsed)))
}

async function messagesOfMesh(state: string): Promise<AnalysisMessage[]> {
  const layout = layoutOf(state)
  const records = new Records(layout)
  records.mesh() // says so where none runs
  // Adapters and the compiler of expressions are not worth loading for other commands.
  const [{ analyzeMesh }, { BUILTIN_ADAPTERS }, { configFindings }] = await Promise.all([
    import('../analysis/analyze-mesh.ts'),
    import('@flotilla/adapter-builtin'),
    import('@flotilla/dispatch'),
  ])
  const [items, mixer, proxies] = await Promise.all([
    new GalleyClient(layout.sockets).objects('all', null, null),
    mixerStatuses(records),
    syncz({ records }),
  ])
  return analyzeMesh({
    items,
    mixer,
    proxies,
    further: (objects) => configFindings(objects, BUILTIN_ADAPTERS),
  })
}

function textOf(messages: readonly AnalysisMessage[], isOffline: boolean): string {
  if (messages.length === 0)
    return `nothing found in ${isOffline ? 'the files' : "the mesh's configuration"}\n`
  return messages.map((message) => `${lineOf(message)}\n`).join('')
}

/** `flotilla analyze`: what is wrong in a running mesh, or in files. */
import process from 'node:process'
import { type Command, Option } from 'commander'
import { analyzeMesh, type MeshFacts } from '../analysis/analyze-mesh.ts'
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
import { edgePage, mixerStatuses } from '../mesh/mixer-status.ts'
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
  readonly outputThreshold: Level
  readonly output: Format
  readonly state: string
}

export function addAnalyze(program: Command): void {
  program
    .command('analyze')
    .summary('tell what is wrong in a running mesh, or in files')
    .description(
      'Without -f: the configuration of the running mesh, what Mixer could not put in force and why, what proxies refused, and which rules keep proxies from deciding themselves. With -f: files alone, offline, as validate does. Exit code 79 where a finding is at or above the threshold.',
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
    .addOption(
      new Option('--output-threshold <level>', 'the least level that is shown')
        .choices([...LEVELS])
        .default('Info'),
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
      const atLeast = (threshold: Level): AnalysisMessage[] =>
        messages.filter(({ level }) => LEVELS.indexOf(level) <= LEVELS.indexOf(threshold))
      const shown = atLeast(flags.outputThreshold)
      print(flags.output, shown, () => textOf(shown, flags.filename.length > 0))
      if (atLeast(flags.failureThreshold).length > 0) process.exitCode = EXIT_FINDINGS
    })
}

async function messagesOfFiles(paths: string[], namespace: string): Promise<AnalysisMessage[]> {
  const files = await readConfig(paths)
  const { objects, parsed, violations } = await validateFiles(files, namespace)
  if (objects === 0 && violations.length === 0) throw noObject(files)
  return inOrder(violations.map((violation) => ofViolation(violation, parsed)))
}

async function messagesOfMesh(state: string): Promise<AnalysisMessage[]> {
  const layout = layoutOf(state)
  const records = new Records(layout)
  records.mesh() // says so where none runs
  const [items, mixer, edge, proxies] = await Promise.all([
    new GalleyClient(layout.sockets).objects('all', null, null),
    mixerStatuses(records),
    edgePage(records),
    syncz({ records }),
  ])
  const further = mixer.kind === 'ok' ? () => [] : await mixerRules()
  return analyzeMesh({ items, mixer, edge, proxies, further })
}

/** Mixer's own rules on objects, for while it does not answer: adapters and the compiler of expressions are slow to load. */
async function mixerRules(): Promise<MeshFacts['further']> {
  const [{ BUILTIN_ADAPTERS }, { configFindings }] = await Promise.all([
    import('@flotilla/adapter-builtin'),
    import('@flotilla/dispatch'),
  ])
  return (objects) => configFindings(objects, BUILTIN_ADAPTERS)
}

function textOf(messages: readonly AnalysisMessage[], isOffline: boolean): string {
  if (messages.length === 0)
    return `nothing found in ${isOffline ? 'the files' : "the mesh's configuration"}\n`
  return messages.map((message) => `${lineOf(message)}\n`).join('')
}

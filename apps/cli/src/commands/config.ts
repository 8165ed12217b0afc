/** `flotilla apply`, `delete`, `get` and `validate`: configuration in and out of galley. */
import { FlotillaError } from '@flotilla/errors'
import type { Command } from 'commander'
import {
  type ApplyResult,
  type ConfigItem,
  GalleyClient,
  type ItemStatus,
  RefusedError,
  readConfig,
} from '../mesh/galley.ts'
import { layoutOf } from '../mesh/layout.ts'
import { isCompiledByMixer, mixerStatuses, withStatus } from '../mesh/mixer-status.ts'
import { Records } from '../mesh/record.ts'
import { type Format, print, tableOf, violationLine, write } from '../output.ts'
import { noObject, validateFiles } from '../validate.ts'
import { collect, namespaceOption, outputOption, stateOption } from './options.ts'

interface Flags {
  readonly filename: string[]
  readonly namespace: string
  readonly state: string
  readonly output: Format
  readonly dryRun: boolean
  readonly reason: string
}

interface DeleteFlags extends Flags {
  readonly ignoreNotFound: boolean
}

export function addConfig(program: Command): void {
  program
    .command('apply')
    .summary('apply configuration: all of it, or none')
    .description(
      'Validates the objects alone and against everything else, and makes one new configuration version of them. One error refuses all.',
    )
    .requiredOption(
      '-f, --filename <path>',
      'file, folder, or - for standard input (repeatable)',
      collect,
    )
    .addOption(namespaceOption())
    .option('--dry-run', 'validate only; change nothing', false)
    .option('--reason <text>', 'why, for the list of versions', '')
    .addOption(outputOption())
    .addOption(stateOption())
    .addHelpText(
      'after',
      '\nExample:\n  npx flotilla apply -f samples/bookinfo/walkthrough/reviews-v3.yaml',
    )
    .action(async (flags: Flags) => {
      const files = await readConfig(flags.filename)
      const result = await client(flags).apply(files, flags.namespace, flags)
      if (result.changes.length === 0 && result.warnings.length === 0) throw noObject(files)
      printResult(flags, result, flags.dryRun ? ' (dry run)' : '')
    })
  program
    .command('delete')
    .summary('delete configuration')
    .description(
      'Deletes objects and makes one new configuration version without them. As with kubectl, what refers to a deleted object stays: each such reference is printed as a warning, and the exit code is 0; apply refuses to make such references.',
    )
    .argument('[kind]', 'kind of one object to delete')
    .argument('[name]', 'name of that object')
    .option(
      '-f, --filename <path>',
      'file, folder, or - with the objects to delete (repeatable)',
      collect,
      [],
    )
    .option('--ignore-not-found', 'take an object that is not there as deleted', false)
    .addOption(namespaceOption())
    .addOption(outputOption())
    .addOption(stateOption())
    .addHelpText(
      'after',
      '\nExamples:\n  npx flotilla delete -f samples/bookinfo/walkthrough/reviews-v3.yaml\n  npx flotilla delete virtualservice reviews',
    )
    .action(async (kind: string | undefined, name: string | undefined, flags: DeleteFlags) => {
      if (flags.filename.length > 0)
        return printDeleted(
          flags,
          await client(flags).delete(await readConfig(flags.filename), flags.namespace),
        )
      if (kind === undefined || name === undefined)
        throw new FlotillaError(
          'FLT_USAGE',
          'name the objects: flotilla delete -f FILE, or flotilla delete KIND NAME',
        )
      return printDeleted(flags, await client(flags).deleteRef(kind, flags.namespace, name))
    })
  program
    .command('get')
    .summary('show configuration objects')
    .description(
      'Shows objects as galley has them. Of what Mixer compiles (rules, handlers, instances, …) also what has become of them: active, unused, partial, inert, denying (a rule that fails closed and cannot work), with the reason.',
    )
    .argument('<kind>', 'kind: virtualservice, destinationrule, gateway, rule, handler, …, or all')
    .argument('[name]', 'name of one object')
    .addOption(namespaceOption())
    .option('-A, --all-namespaces', 'objects of every namespace', false)
    .addOption(outputOption())
    .addOption(stateOption())
    .addHelpText(
      'after',
      '\nExamples:\n  npx flotilla get virtualservices\n  npx flotilla get vs reviews -o yaml',
    )
    .action(
      async (kind: string, name: string | undefined, flags: Flags & { allNamespaces: boolean }) => {
        const items = await client(flags).objects(
          kind,
          flags.allNamespaces ? null : flags.namespace,
          name ?? null,
        )
        const objects = items.some((item) => isCompiledByMixer(item.kind))
          ? withStatus(items, await mixerStatuses(new Records(layoutOf(flags.state))))
          : items
        if (name !== undefined && objects.length === 0)
          throw new FlotillaError(
            'FLT_NOT_FOUND',
            `there is no ${kind} ${name} in namespace ${flags.namespace}`,
          )
        // As kubectl: what is printed can be applied.
        const list = { apiVersion: 'v1', kind: 'List', items: objects }
        print(flags.output, name === undefined ? list : objects[0], () => objectTable(objects))
      },
    )
  program
    .command('validate')
    .summary('validate configuration offline')
    .description(
      'Checks files with the rules that apply uses, without a running mesh; references are looked up within the files.',
    )
    .requiredOption(
      '-f, --filename <path>',
      'file, folder, or - for standard input (repeatable)',
      collect,
    )
    .addOption(namespaceOption())
    .addOption(outputOption())
    .addHelpText('after', '\nExample:\n  npx flotilla validate -f samples/bookinfo')
    .action(async (flags: Flags) => {
      const files = await readConfig(flags.filename)
      const { objects, violations } = await validateFiles(files, flags.namespace)
      if (objects === 0 && violations.length === 0) throw noObject(files)
      const errors = violations.filter((v) => v.severity === 'error')
      if (flags.output !== 'table')
        print(flags.output, { valid: errors.length === 0, objects, violations }, () => '')
      else {
        for (const v of violations.filter((one) => one.severity === 'warning'))
          write(`${violationLine(v)}\n`)
        if (errors.length === 0)
          write(`${objects} ${objects === 1 ? 'object is' : 'objects are'} valid\n`)
      }
      if (errors.length > 0) throw new RefusedError(errors)
    })
}

function client(flags: Flags): GalleyClient {
  const layout = layoutOf(flags.state)
  new Records(layout).mesh() // says so where none runs
  return new GalleyClient(layout.sockets)
}

function printResult(flags: Flags, result: ApplyResult, suffix: string): void {
  print(flags.output, result, () => {
    const warnings = result.warnings.map((v) => `${violationLine(v)}\n`)
    const changes = result.changes.map(
      (c) => `${c.kind.toLowerCase()}/${c.name} in ${c.namespace} ${c.op}${suffix}\n`,
    )
    return [...warnings, ...changes, `version ${result.version}\n`].join('')
  })
}

/** What is there is deleted, whatever else was named. */
function printDeleted(flags: DeleteFlags, result: ApplyResult): void {
  const missing = result.changes.filter((change) => change.op === 'missing')
  const isFine = missing.length === 0 || flags.ignoreNotFound
  const changes = isFine ? result.changes : result.changes.filter((c) => c.op !== 'missing')
  if (changes.length > 0 || flags.output !== 'table') printResult(flags, { ...result, changes }, '')
  if (isFine) return
  const names = missing.map((c) => `${c.kind.toLowerCase()} ${c.name} in namespace ${c.namespace}`)
  throw new FlotillaError(
    'FLT_NOT_FOUND',
    `there is no ${names.join(', no ')}; --ignore-not-found takes what is not there as deleted`,
  )
}

function objectTable(objects: readonly ConfigItem[]): string {
  if (objects.length === 0) return 'no objects found\n'
  const hasStatus = objects.some((one) => one.status !== undefined)
  const rows = objects.map(({ kind, metadata, status }) => [
    metadata.namespace,
    kind,
    metadata.name,
    ...(hasStatus ? [status?.state ?? '-', reasonOf(status)] : []),
  ])
  const status = hasStatus ? ['STATUS', 'REASON'] : []
  return tableOf(['NAMESPACE', 'KIND', 'NAME', ...status], rows)
}

/** The first reason, and how many there are besides. */
function reasonOf(status: ItemStatus | undefined): string {
  const [first, ...others] = status?.reasons ?? []
  if (first === undefined) return ''
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return `${first.path === '' ? '' : `${first.path}: `}${first.message}${more}`
}

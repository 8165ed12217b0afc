/** `flotilla mixer check|report`: asks a running Mixer as a sidecar would, like Istio's mixc. */
import process from 'node:process'
import { FlotillaError } from '@flotilla/errors'
import type { Command } from 'commander'
import { type Format, print, tableOf } from '../output.ts'
import { collect, outputOption, stateOption } from './options.ts'

interface CallFlags {
  readonly attribute: string[]
  readonly file?: string
  readonly manifest: string[]
  readonly quota: string[]
  readonly mixer?: string
  readonly state: string
  readonly output: Format
  readonly repeat: string
}

/** Adds the tools below the part of the same name. */
export function addMixerTools(program: Command): void {
  const mixer = program.commands.find((command) => command.name() === 'mixer')
  if (mixer === undefined) return
  const call = (name: string, summary: string): Command =>
    mixer
      .command(name)
      .summary(summary)
      // The part itself leaves --help to its program.
      .helpOption('-h, --help', 'display help for command')
      .option(
        '-a, --attribute <name=value>',
        'one attribute, of its declared type (repeatable)',
        collect,
        [],
      )
      .option('-f, --file <file|json>', 'attributes: a file of YAML or JSON, -, or JSON itself')
      .option('--manifest <file>', 'attributemanifest objects that declare the types', collect, [])
      .option(
        '-m, --mixer <host:port>',
        'a plaintext port; default: the mixer of the mesh, by mutual TLS',
      )
      .addOption(outputOption())
      .addOption(stateOption())
  call('check', 'ask whether a request may pass')
    .description(
      'Sends one Check and prints the decision, its validity, header operations, quotas and what it rests on.',
    )
    .option('-q, --quota <name=amount>', 'a quota to be granted (repeatable)', collect, [])
    .addHelpText(
      'after',
      `
Examples:
  npx flotilla mixer check -a destination.namespace=default -a 'request.headers[x-user]=john'
  npx flotilla mixer check -m 127.0.0.1:9091 -a source.user=mary -q requestcountquota=1 -o json`,
    )
    .action(check)
  call('report', 'report a request')
    .description('Sends one Report with the attributes given.')
    .option('--repeat <count>', 'how often, in one batch', '1')
    .addHelpText(
      'after',
      `
Example:
  npx flotilla mixer report -a destination.namespace=default -a response.code=200 -a response.duration=14ms`,
    )
    .action(report)
}

async function check(flags: CallFlags): Promise<void> {
  const [{ MixerClient }, bag, { checkView }] = await Promise.all([
    import('../policy/mixer-client.ts'),
    bagOf(flags),
    import('../policy/check-answer.ts'),
  ])
  const quotas = new Map(flags.quota.map(quotaOf))
  const client = await MixerClient.open(flags.mixer ?? null, flags.state)
  try {
    const answer = await client.check(bag, quotas)
    const view = checkView(answer)
    print(flags.output, view, () => checkTable(view))
    if (!view.allowed) process.exitCode = 1
  } finally {
    client.close()
  }
}

async function report(flags: CallFlags): Promise<void> {
  const [{ MixerClient }, bag] = await Promise.all([
    import('../policy/mixer-client.ts'),
    bagOf(flags),
  ])
  const times = Number(flags.repeat)
  if (!Number.isInteger(times) || times < 1 || times > 10_000)
    throw new FlotillaError('FLT_USAGE', '--repeat is a number from 1 to 10000')
  const client = await MixerClient.open(flags.mixer ?? null, flags.state)
  try {
    await client.report(bag, times)
    print(flags.output, { reported: times }, () => `${times} reported\n`)
  } finally {
    client.close()
  }
}

async function bagOf(flags: CallFlags) {
  const { attributeTypes, bagOfFlags, bagOfText, putOver } = await import('../policy/attributes.ts')
  const types = attributeTypes(flags.manifest)
  const given = bagOfFlags(flags.attribute, types)
  if (flags.file === undefined) return given
  return putOver(bagOfText(flags.file, types), given)
}

function quotaOf(text: string): readonly [string, bigint] {
  const match = /^([^=]+)=(-?\d{1,18})$/.exec(text)
  if (match === null)
    throw new FlotillaError('FLT_USAGE', `${JSON.stringify(text)} is not name=amount`)
  return [match[1] ?? '', BigInt(match[2] ?? 0)]
}

function checkTable(
  view: ReturnType<typeof import('../policy/check-answer.ts').checkView>,
): string {
  const rows: (readonly string[])[] = [
    ['decision', view.allowed ? 'allowed' : `${view.status}: ${view.message}`],
    ['valid', `${view.validDurationMs} ms, ${view.validUseCount} uses`],
    ...view.requestHeaders.map((one) => [
      'request header',
      `${one.operation} ${one.name}: ${one.value}`,
    ]),
    ...view.responseHeaders.map((one) => [
      'response header',
      `${one.operation} ${one.name}: ${one.value}`,
    ]),
    ...(view.directResponse === null
      ? []
      : [['direct response', `${view.directResponse.code} ${view.directResponse.body}`]]),
    ...view.quotas.map((one) => [
      `quota ${one.name}`,
      `${one.granted} for ${one.validDurationMs} ms`,
    ]),
    ['referenced', view.referenced.join(', ')],
  ]
  return tableOf(['', ''], rows).slice(1)
}

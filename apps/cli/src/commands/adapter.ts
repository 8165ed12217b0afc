/** `flotilla adapter template|object|new`: what authors of adapters need. */
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { write } from '../output.ts'
import { collect } from './options.ts'

interface ObjectFlags {
  readonly namespace: string
  readonly include: string[]
  readonly name?: string
  readonly description: string
  readonly template: string[]
  readonly params?: string
  readonly sessionBased: boolean
  readonly output: 'yaml' | 'json'
}

export function addAdapter(program: Command): void {
  const adapter = program
    .command('adapter')
    .summary('make adapters: packages in process, objects out of process')
    .description('Tools for authors of adapters. Each prints or writes what it makes.')
  adapter
    .command('template')
    .summary('print the template object of a .proto file')
    .description(
      'Prints an object of kind template. SOURCE is a template of Istio (metric, logentry, listentry, authorization, quota, checknothing, reportnothing, tracespan, apikey, edge), a .proto file with the options template_variety and template_name, or a descriptor set that protoc wrote with --include_imports.',
    )
    .argument('<source>', 'name of a template, .proto file, or descriptor set')
    .option('--name <name>', 'name of the object; default its template_name')
    .option('-I, --include <folder>', 'where imports are looked up (repeatable)', collect, [])
    .option('-n, --namespace <name>', 'namespace of the object', 'istio-system')
    .option('-o, --output <format>', 'yaml or json', 'yaml')
    .addHelpText(
      'after',
      '\nExamples:\n  npx flotilla adapter template metric > metric-template.yaml\n  npx flotilla adapter template samples/adapters/go/keyval.proto',
    )
    .action(async (source: string, flags: ObjectFlags) => {
      const { templateObject } = await import('../adapter/objects.ts')
      printObject(flags, templateObject(source, { ...flags, name: flags.name ?? null }))
    })
  adapter
    .command('object')
    .summary('print the adapter object of an adapter out of process')
    .description(
      'Prints an object of kind adapter: which templates the adapter takes, and what its params are, from the message Params of a .proto file.',
    )
    .argument('<name>', 'name of the adapter, as handlers have it in spec.adapter')
    .requiredOption('-t, --template <name>', 'template that it takes (repeatable)', collect)
    .option('--params <file>', '.proto file with the message Params; default: no params')
    .option('--description <text>', 'what it is for', '')
    .option('--session-based', 'it wants Validate, CreateSession and CloseSession', false)
    .option('-I, --include <folder>', 'where imports are looked up (repeatable)', collect, [])
    .option('-n, --namespace <name>', 'namespace of the object', 'istio-system')
    .option('-o, --output <format>', 'yaml or json', 'yaml')
    .addHelpText(
      'after',
      '\nExample:\n  npx flotilla adapter object prometheus-nosession -t metric --params samples/adapters/typescript/params.proto',
    )
    .action(async (name: string, flags: ObjectFlags) => {
      const { adapterObject } = await import('../adapter/objects.ts')
      const { namespace, description, template, params, sessionBased, include } = flags
      printObject(
        flags,
        adapterObject(name, {
          namespace,
          description,
          include,
          templates: template,
          params: params ?? null,
          isSessionBased: sessionBased,
        }),
      )
    })
}

function printObject(flags: ObjectFlags, object: unknown): void {
  if (flags.output === 'json') write(`${JSON.stringify(object, null, 2)}\n`)
  else write(`# Made by \`flotilla adapter\`; do not edit.\n${stringify(object)}`)
}

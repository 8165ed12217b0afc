/** `flotilla adapter …`: what authors of adapters need. */
import type { Command } from 'commander'
import { stringify } from 'yaml'
import { type Format, print, write } from '../output.ts'
import { collect, outputOption, stateOption } from './options.ts'

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
  addPackages(adapter)
}

interface PackageFlags {
  readonly template: string
  readonly folder: string
  readonly state: string
  readonly output: Format
}

/** Packages that Mixer runs in threads of their own. */
function addPackages(adapter: Command): void {
  adapter
    .command('new')
    .summary('write a package of an adapter')
    .description(
      'Writes a package that builds, passes the compliance suite, and can be installed into a running mesh as it is.',
    )
    .argument('<name>', 'name of the adapter: lower-case letters and digits')
    .requiredOption('-t, --template <name>', 'template that it takes')
    .option('--folder <path>', 'where the folder of the package is made', '.')
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
Example:
  npx flotilla adapter new hitcount --template metric
  cd hitcount && npm run build && npm test
  npx flotilla adapter install . && npx flotilla apply -f rule.yaml`,
    )
    .action(async (name: string, flags: PackageFlags) => {
      const { newPackage } = await import('../adapter/new-package.ts')
      const folder = await newPackage(name, flags.template, flags.folder)
      print(flags.output, { name, folder }, () => `${folder}\n`)
    })
  adapter
    .command('install')
    .summary('put a package into the running mesh')
    .description(
      "Links the package into mixer's folder of adapters and applies its adapter and template objects. Installing again takes up changed code. Mixer runs the package in a thread of its own, with the rights of mixer.",
    )
    .argument('<folder>', 'folder of the package')
    .addOption(outputOption())
    .addOption(stateOption())
    .addHelpText('after', '\nExample:\n  npx flotilla adapter install ./hitcount')
    .action(async (folder: string, flags: PackageFlags) => {
      const { installPackage } = await import('../adapter/install.ts')
      const result = await installPackage(folder, flags.state)
      print(flags.output, result, () =>
        [
          ...result.changes.map((c) => `${c.kind}/${c.name} in ${c.namespace} ${c.op}\n`),
          `${result.name} is installed: handlers name it as connection.address module:${result.name}\n`,
        ].join(''),
      )
    })
  adapter
    .command('uninstall')
    .summary('take a package out of the running mesh')
    .argument('<name>', 'name of the adapter')
    .addOption(stateOption())
    .addHelpText('after', '\nExample:\n  npx flotilla adapter uninstall hitcount')
    .action(async (name: string, flags: PackageFlags) => {
      const { uninstallPackage } = await import('../adapter/install.ts')
      await uninstallPackage(name, flags.state)
    })
}

function printObject(flags: ObjectFlags, object: unknown): void {
  if (flags.output === 'json') write(`${JSON.stringify(object, null, 2)}\n`)
  else write(`# Made by \`flotilla adapter\`; do not edit.\n${stringify(object)}`)
}

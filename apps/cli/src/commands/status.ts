/** `flotilla status`: parts and proxies with identity, address, certificate expiry, configuration version and NACKs. */
import type { Command } from 'commander'
import { layoutOf } from '../mesh/layout.ts'
import { openMesh } from '../mesh/start.ts'
import { type MeshStatus, meshStatus } from '../mesh/status.ts'
import { type Format, outColors, print, tableOf } from '../output.ts'
import { outputOption, stateOption } from './options.ts'

export function addStatus(program: Command): void {
  program
    .command('status')
    .summary('show parts and proxies')
    .description(
      'Shows every part and proxy: state, SPIFFE identity, certificate expiry, configuration version sent and acknowledged, last NACK.',
    )
    .addOption(outputOption())
    .addOption(stateOption())
    .addHelpText('after', '\nExamples:\n  npx flotilla status\n  npx flotilla status -o json')
    .action(async ({ output, state }: { output: Format; state: string }) => {
      const status = await meshStatus(openMesh(layoutOf(state)))
      print(output, status, () => text(status))
    })
}

function text(status: MeshStatus): string {
  const parts = tableOf(
    ['PART', 'STATE', 'PID', 'ADDRESS', 'IDENTITY', 'CERTIFICATE UNTIL', 'CONFIG', 'RESTARTS'],
    status.parts.map((p) => [
      p.kind,
      p.state,
      String(p.pid),
      p.addresses.grpc,
      p.identity,
      p.certificateNotAfter,
      p.configVersion === null ? '' : String(p.configVersion),
      String(p.restarts),
    ]),
  )
  const workloads = tableOf(
    [
      'WORKLOAD',
      'NAMESPACE',
      'STATE',
      'ADDRESS',
      'IDENTITY',
      'CERTIFICATE UNTIL',
      'CONFIG SENT/ACKED',
    ],
    status.workloads.map((w) => [
      w.name,
      w.namespace,
      w.proxy.state,
      w.address,
      w.proxy.identity,
      w.proxy.certificateNotAfter,
      `${w.proxy.configSent ?? '-'}/${w.proxy.configAcked ?? '-'}`,
    ]),
  )
  const notes = [
    ...status.parts.flatMap((p) =>
      p.state === 'ready' ? [] : p.reasons.map((reason) => `${p.kind}: ${reason}`),
    ),
    ...status.workloads.flatMap((w) => [
      ...w.proxy.reasons.map((reason) => `${w.name}: ${reason}`),
      ...w.warnings.map((warning) => `${w.name}: ${warning}`),
      // Once all that was sent is acknowledged it is history, which JSON keeps.
      ...(w.proxy.lastNack === null || w.proxy.configSent === w.proxy.configAcked
        ? []
        : [`${w.name}: last NACK ${w.proxy.lastNack.at}: ${w.proxy.lastNack.message}`]),
    ]),
    ...(status.supervised
      ? []
      : ['no supervisor runs: what ends is not started again (flotilla up starts afresh)']),
  ]
  const head = `${outColors.bold(status.state)} (${status.mode}), gateway ${status.gateway.url}, configuration version ${status.configVersion ?? 'unknown'}\n`
  return [
    head,
    '\n',
    parts,
    '\n',
    workloads,
    ...notes.map((note) => `${outColors.yellow('!')} ${note}\n`),
  ].join('')
}

/** `flotilla up`: starts the mesh and the sample, prints what to try, and stays, or leaves a supervisor behind with --detach. */
import { join } from 'node:path'
import process from 'node:process'
import { parseGoDurationNs } from '@flotilla/time'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { layoutOf, ROOT } from '../mesh/layout.ts'
import { programEnv } from '../mesh/parts.ts'
import { startTimeOf } from '../mesh/processes.ts'
import { openMesh, startMesh, type UpOptions } from '../mesh/start.ts'
import { stopMesh } from '../mesh/stop.ts'
import { Supervisor } from '../mesh/supervisor.ts'
import type { Workloads } from '../mesh/workload.ts'
import { progress, write } from '../output.ts'
import { shellWord } from '../shell-word.ts'
import { collect, stateOption } from './options.ts'

const NS_PER_SECOND = 1_000_000_000n

interface Flags {
  readonly detach: boolean
  readonly mode?: 'netns' | 'explicit'
  readonly port: number
  readonly config: string[]
  readonly sample: boolean
  readonly state: string
  readonly trustDomain: string
  readonly workloadCertTtl: string
}

/** A terminal's signal also comes through the launcher, which passes on its own. */
const SAME_SIGNAL_MS = 500

/** Adds the commands `up` and the hidden `supervise`. */
export function addUp(program: Command): void {
  program
    .command('up')
    .summary('start the mesh and the sample application')
    .description(
      'Starts galley, pilot, citadel, mixer, the ingress gateway and the bookinfo sample with mutual TLS, and prints the URL to try.',
    )
    .option('--detach', 'return once everything is ready; a supervisor stays behind', false)
    .addOption(
      new Option(
        '--mode <mode>',
        'how workloads are isolated (default: the first that this machine allows)',
      ).choices(['netns', 'explicit']),
    )
    .option('--port <port>', "the gateway's port on 127.0.0.1", parsePort, 8080)
    .option(
      '--config <path>',
      'configuration to apply besides the sample (repeatable)',
      collect,
      [],
    )
    .option('--no-sample', 'start without the sample application')
    .option('--trust-domain <name>', 'trust domain of all identities', 'cluster.local')
    .option(
      '--workload-cert-ttl <duration>',
      'life of workload certificates, like 24h or 30s',
      lifeText,
      '24h',
    )
    .addOption(stateOption())
    .addHelpText(
      'after',
      '\nExamples:\n  npm run up\n  npm run up -- --detach\n  npx flotilla up --mode explicit --port 9090 --state /tmp/second-mesh --detach',
    )
    .action((flags: Flags) => up(flags))
  program
    .command('supervise', { hidden: true })
    .addOption(stateOption())
    .action(({ state }: { state: string }) => supervise(state))
}

/** Citadel reads it; a text that it would refuse is refused before anything is started. */
function lifeText(text: string): string {
  const isDays = /^[1-9]\d{0,4}d$/.test(text)
  if (!isDays && (parseGoDurationNs(text) ?? 0n) < NS_PER_SECOND)
    throw new InvalidArgumentError('A life is a duration of at least a second, like 24h or 90s.')
  return text
}

async function up(flags: Flags): Promise<void> {
  const startedAt = performance.now()
  const options: UpOptions = {
    stateDir: flags.state,
    mode: flags.mode ?? null,
    port: flags.port,
    config: flags.config,
    sample: flags.sample,
    trustDomain: flags.trustDomain,
    certTtl: flags.workloadCertTtl,
  }
  const stop = stopOnSignal()
  const mesh = await startMesh(options, {
    progress,
    signal: stop,
    supervise: async (started) => {
      if (flags.detach) await leaveSupervisor(started)
      else recordSupervisor(started)
    },
  })
  write(welcome(mesh, options, (performance.now() - startedAt) / 1000, flags.detach))
  if (flags.detach) return
  await new Supervisor(mesh).watch(stop)
  progress('stopping')
  await stopMesh(mesh.records.layout)
}

/** Aborts at the first signal; further ones change nothing, since what was made has to be removed. */
function stopOnSignal(): AbortSignal {
  const stop = new AbortController()
  let firstAtMs = 0
  const onSignal = (): void => {
    if (!stop.signal.aborted) {
      firstAtMs = performance.now()
      stop.abort()
    } else if (performance.now() - firstAtMs > SAME_SIGNAL_MS)
      progress('still removing what was started; please wait')
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  return stop.signal
}

async function leaveSupervisor(mesh: Workloads): Promise<void> {
  const launch = {
    command: process.execPath,
    args: [
      join(ROOT, 'apps', 'cli', 'src', 'main.ts'),
      'supervise',
      '--state',
      mesh.records.layout.stateDir,
    ],
    env: programEnv(),
    gid: null,
    cwd: ROOT,
    spiffeId: null,
    tokenFile: null,
    announces: false,
  }
  await mesh.starter.start('supervisor', 'app', launch)
}

/** In the foreground this process is the supervisor: recorded so that `down` and `up` know it, but not watched by itself. */
function recordSupervisor(mesh: Workloads): void {
  const ref = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' }
  mesh.journal.made({ kind: 'process', name: 'supervisor', ref })
  const launch = {
    command: '',
    args: [],
    env: {},
    gid: null,
    cwd: '',
    spiffeId: null,
    tokenFile: null,
    announces: false,
  }
  mesh.records.writeProcess({
    name: 'supervisor',
    kind: 'app',
    launch,
    ref,
    restarts: 0,
    addresses: {},
  })
}

async function supervise(stateDir: string): Promise<void> {
  const mesh = openMesh(layoutOf(stateDir))
  await new Supervisor(mesh).watch(stopOnSignal())
}

function welcome(mesh: Workloads, options: UpOptions, seconds: number, detached: boolean): string {
  const { gatewayUrl, plan } = mesh.mesh
  const state = options.stateDir === '.flotilla' ? '' : ` --state ${shellWord(options.stateDir)}`
  const lines = [`The mesh is up (${plan.mode}, ${seconds.toFixed(1)} s).`, '']
  if (options.sample) {
    lines.push(
      `  ${gatewayUrl}/productpage`,
      '',
      'Reload it: reviews come without stars, with black and with red ones. Then try:',
      `  npx flotilla apply${state} -f samples/bookinfo/walkthrough/reviews-v3.yaml     # all readers see red stars`,
    )
  }
  lines.push(
    `  npx flotilla status${state}`,
    `  npx flotilla down${state}${detached ? '' : '     # or Ctrl-C here'}`,
    '',
  )
  return lines.join('\n')
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new InvalidArgumentError('a port is a number from 1 to 65535')
  return port
}

/** `flotilla run` and `flotilla exec`: a command as a workload of the mesh, and a command on a workload's network. */
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { FlotillaError, messageOf } from '@flotilla/errors'
import type { Command } from 'commander'
import { layoutOf } from '../mesh/layout.ts'
import { isAlive, startTimeOf } from '../mesh/processes.ts'
import type { WorkloadPort, WorkloadRecord } from '../mesh/record.ts'
import { openMesh } from '../mesh/start.ts'
import {
  addWorkload,
  appEnv,
  networkOf,
  removeWorkload,
  startProxy,
  stopping,
  type Workloads,
} from '../mesh/workload.ts'
import { progress } from '../output.ts'
import { collect, stateOption } from './options.ts'
import { type ForegroundOptions, runForeground } from './parts.ts'

interface RunFlags {
  readonly name: string
  readonly service?: string
  readonly port: string[]
  readonly namespace: string
  readonly labels?: string
  readonly serviceAccount?: string
  readonly state: string
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/
const PROTOCOLS = ['http', 'http2', 'grpc', 'tcp', 'tls', 'https', 'mongo', 'mysql', 'redis']
const WATCH_MS = 250

export function addRun(program: Command): void {
  program
    .command('run')
    .summary('run a command as a workload of the mesh')
    .description(
      'Adds a workload with its sidecar to the running mesh, runs the command as its application, and takes the workload away again when the command ends.',
    )
    .requiredOption('--name <workload>', 'name of the workload, as a pod would be named')
    .option('--service <name>', 'service that it serves (default: the workload)')
    .requiredOption(
      '--port <port[:protocol[:target]]>',
      'port of the service, its protocol (default http), and the port that the application listens on (default the same); repeatable',
      collect,
    )
    .option('--namespace <name>', 'namespace', 'default')
    .option('--labels <k=v,...>', 'labels (default: app=<service>,version=v1)')
    .option('--service-account <name>', 'service account (default: the service)')
    .addOption(stateOption())
    .argument('<command...>', 'the command, after --')
    .addHelpText(
      'after',
      '\nExample:\n  npx flotilla run --name hello --service hello --port 8000 -- python3 -m http.server 8000',
    )
    .action((command: string[], flags: RunFlags) => runWorkload(command, flags))
  program
    .command('exec')
    .summary("run a command on a workload's network")
    .description(
      'Runs a command as a process of that workload would run: its network, its names, its way to other services.',
    )
    .argument('<workload>', 'name of the workload; see flotilla status')
    .argument('<command...>', 'the command, after --')
    .addOption(stateOption())
    .addHelpText(
      'after',
      '\nExample:\n  npx flotilla exec productpage-v1 -- curl -s http://reviews:9080/reviews/0',
    )
    .action(async (workload: string, command: string[], { state }: { state: string }) => {
      const mesh = openMesh(layoutOf(state))
      await runOn(mesh, mesh.records.workload(workload), command)
    })
}

async function runWorkload(command: readonly string[], flags: RunFlags): Promise<void> {
  const mesh = openMesh(layoutOf(flags.state))
  const service = flags.service ?? flags.name
  for (const [what, value] of [
    ['--name', flags.name],
    ['--service', service],
    ['--namespace', flags.namespace],
  ] as const) {
    if (!NAME.test(value))
      throw new FlotillaError(
        'FLT_USAGE',
        `${what} ${value}: use lower-case letters, digits and hyphens, at most 42`,
      )
  }
  const { record } = await addWorkload(mesh, {
    name: flags.name,
    namespace: flags.namespace,
    service,
    labels: { app: service, version: 'v1', ...parseLabels(flags.labels ?? '') },
    serviceAccount: flags.serviceAccount ?? service,
    ports: flags.port.map(parseServicePort),
    takesPort: false,
    owner: 'run',
    runner: { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' },
  })
  const ended = new AbortController()
  const stop = new AbortController()
  try {
    const proxy = await startProxy(mesh, record, null)
    void watch(mesh, record, ended.signal, stop)
    await mesh.starter.ready(proxy)
    progress(
      `${record.name} is ${record.address} in the mesh, service ${service}.${record.namespace}`,
    )
    await runOn(mesh, record, command, {
      onStart: (pid) => recordApp(mesh, record, pid),
      stop: stop.signal,
    })
    if (stop.signal.aborted) throw stopping(mesh.records, record.name)
  } finally {
    ended.abort()
    await removeWorkload(mesh, record)
  }
}

/**
 * The application's sidecar is this command's to watch: it is started again when it ends. When the mesh is stopped, so is
 * the application.
 */
async function watch(
  mesh: Workloads,
  record: WorkloadRecord,
  ended: AbortSignal,
  stop: AbortController,
): Promise<void> {
  const name = `${record.name}-proxy`
  let said = ''
  while (!ended.aborted) {
    await delay(WATCH_MS, undefined, { signal: ended }).catch(() => undefined) // aborted: the loop's condition ends it
    if (ended.aborted) return
    if (mesh.records.isStopping()) return stop.abort()
    const found = mesh.records.process(name)
    if (found === null || isAlive(found.ref)) continue
    try {
      await mesh.starter.start(name, 'proxy', found.launch, found.restarts + 1)
    } catch (error) {
      // Tried again at the next turn: citadel may be away, which gives it its first certificate.
      if (messageOf(error) !== said)
        progress(`the sidecar of ${record.name} cannot be started again yet: ${messageOf(error)}`)
      said = messageOf(error)
    }
  }
}

async function runOn(
  mesh: Workloads,
  record: WorkloadRecord,
  command: readonly string[],
  options: ForegroundOptions = {},
): Promise<void> {
  const network = networkOf(mesh, record)
  const [file = '', ...args] = command
  const wrapped = network.wrap(file, args)
  const env = { ...process.env, ...(await appEnv(mesh, record)) }
  await runForeground(wrapped.command, wrapped.args, env, options)
}

/** So that the application can be ended when this command cannot do it any more. */
function recordApp(mesh: Workloads, record: WorkloadRecord, pid: number): void {
  const ref = { pid, startedAt: startTimeOf(pid) ?? '' }
  const name = `${record.name}-app`
  mesh.journal.made({ kind: 'process', name, ref })
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
  mesh.records.writeProcess({ name, kind: 'app', launch, ref, restarts: 0, addresses: {} })
}

function parseServicePort(text: string): WorkloadPort {
  const [digits = '', protocol = 'http', target = digits] = text.split(':')
  const number = Number(digits)
  const targetPort = Number(target)
  if (![number, targetPort].every((one) => Number.isInteger(one) && one >= 1 && one <= 65535))
    throw new FlotillaError('FLT_USAGE', `--port ${text}: a port is a number from 1 to 65535`)
  if (!PROTOCOLS.includes(protocol.toLowerCase()))
    throw new FlotillaError(
      'FLT_USAGE',
      `--port ${text}: the protocol is one of ${PROTOCOLS.join(', ')}`,
    )
  return {
    name: `${protocol.toLowerCase()}-${number}`,
    number,
    protocol: protocol.toUpperCase(),
    targetPort,
  }
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const pair of text.split(',').filter((one) => one !== '')) {
    const equals = pair.indexOf('=')
    if (equals < 1)
      throw new FlotillaError('FLT_USAGE', `--labels ${pair}: write labels as key=value,key=value`)
    labels[pair.slice(0, equals)] = pair.slice(equals + 1)
  }
  return labels
}

/** npm run bench -- mixer: what Mixer costs: functions in process, and a proxy with edge bundle and reports beside the same without Mixer. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { adopt } from '../src/children.ts'
import { ROOT } from '../src/cli.ts'

const BEGIN = '<!-- mixer: begin -->'
const END = '<!-- mixer: end -->'
const USAGE = `usage: npm run bench -- mixer [proxy|functions] [--rounds N] [--seconds N] [--write]

  proxy        only the proxy with and without Mixer
  functions    only the functions in process
  --rounds N   how often each proxy is measured; the best counts (default 5)
  --seconds N  of load for each measurement (default 5)
  --write      write docs/performance.md

Example: npm run bench -- mixer proxy --rounds 3
`
/** In processes of their own, one after the other. */
const FUNCTIONS = [
  'libs/cexl/bench/evaluate.bench.ts',
  'apps/mixer/bench/calls.bench.ts',
  'apps/proxy/bench/mixer-filter.bench.ts',
]
/** What a proxy may cost more with edge bundle and reports than without Mixer. */
const BUDGET_PCT = 15
const VARIANTS = ['none', 'edge', 'asked'] as const
type Variant = (typeof VARIANTS)[number]
const ABOUT: Readonly<Record<Variant, string>> = {
  none: 'no Mixer filter',
  edge: 'edge bundle of five rules, default metrics as sums',
  asked: '`--edge-bundles=off`: check cache, each report sent',
}
/** Five rules that proxies can decide; none of them refuses what is sent. */
const POLICY = `apiVersion: config.istio.io/v1alpha2
kind: handler
metadata: {name: deny, namespace: istio-system}
spec: {compiledAdapter: denier, params: {status: {code: 7}, validDuration: 60s}}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata: {name: nothing, namespace: istio-system}
spec: {compiledTemplate: checknothing}
${[0, 1, 2, 3, 4]
  .map(
    (i) => `---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata: {name: r${i}, namespace: istio-system}
spec:
  match: (request.headers["x-user"] | "") == "user${i}"
  actions: [{handler: deny, instances: [nothing]}]
`,
  )
  .join('')}`

interface Figures {
  readonly cpuUs: number
  readonly perSecond: number
  readonly stats: Readonly<Record<string, number>>
}

const { values, positionals } = readArguments()
const wants = (part: string): boolean => positionals.length === 0 || positionals.includes(part)
const folder = mkdtempSync(join(tmpdir(), 'flt-bench-'))
try {
  const sections: string[] = []
  if (wants('proxy')) sections.push(await benchProxy())
  if (wants('functions')) sections.push(benchFunctions())
  const head = `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores, Node ${process.version}.`
  const text = `${head}\n\n${sections.join('\n')}`
  process.stdout.write(`\n${text}`)
  if (values.write) writeSection(text)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function readArguments() {
  try {
    const parsed = parseArgs({
      args: process.argv.slice(2),
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '5' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (parsed.values.help) {
      process.stdout.write(USAGE)
      process.exit(0)
    }
    const odd = parsed.positionals.find((one) => one !== 'proxy' && one !== 'functions')
    if (odd !== undefined) throw new Error(`there is no part ${odd}`)
    for (const name of ['rounds', 'seconds'] as const)
      if (!/^[1-9]\d*$/.test(parsed.values[name]))
        throw new Error(`--${name} must be a whole number of at least 1`)
    return parsed
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}

// -- a proxy with and without ------------------------------------------------------------

async function benchProxy(): Promise<string> {
  const config = join(folder, 'config')
  for (const name of ['attributes', 'kubernetesenv', 'telemetry'])
    cpSync(join(ROOT, 'deploy', 'mesh', `${name}.yaml`), join(config, `${name}.yaml`))
  writeFileSync(join(config, 'policy.yaml'), POLICY)
  const edge = await startMixer('on')
  const asked = await startMixer('off')
  const addresses: Readonly<Record<Variant, string>> = {
    none: 'none',
    edge: edge.address,
    asked: asked.address,
  }
  try {
    const all = new Map<Variant, Figures[]>(VARIANTS.map((variant) => [variant, []]))
    for (let round = 1; round <= Number(values.rounds); round++)
      for (const variant of VARIANTS) {
        const figures = await measure(addresses[variant])
        all.get(variant)?.push(figures)
        const { stats } = figures
        process.stderr.write(
          `${variant} round ${round}: ${figures.cpuUs.toFixed(1)} µs, ${figures.perSecond.toFixed(0)}/s, decided here ${stats['totalEdgeDecisions'] ?? 0} of ${stats['totalCheckCalls'] ?? 0}, summed up ${stats['totalReportsRolledUp'] ?? 0} of ${stats['totalReportCalls'] ?? 0}\n`,
        )
      }
    return proxyTable(all)
  } finally {
    edge.child.kill('SIGTERM')
    asked.child.kill('SIGTERM')
  }
}

function proxyTable(all: ReadonlyMap<Variant, readonly Figures[]>): string {
  // The least: whatever else runs on the machine only adds.
  const cpu = (variant: Variant): number =>
    Math.min(...(all.get(variant) ?? []).map((figures) => figures.cpuUs))
  const rows = VARIANTS.map((variant) => {
    const more = (cpu(variant) / cpu('none') - 1) * 100
    const perSecond = Math.max(...(all.get(variant) ?? []).map((figures) => figures.perSecond))
    return `| ${ABOUT[variant]} | ${cpu(variant).toFixed(1)} | ${more.toFixed(0)} % | ${perSecond.toFixed(0)} |`
  })
  return [
    `**proxy**: HTTP/1.1 inbound with 32 connections and 1 KB, CPU of the whole process; Mixer over gRPC beside it; ${values.rounds} rounds of ${values.seconds} s each in turn, the best of each; budget of the edge ${BUDGET_PCT} % over none`,
    '',
    '| | CPU µs a request | over none | requests/s |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

/** A Mixer alone, on the folder, with a plaintext port. */
async function startMixer(bundles: string): Promise<{ address: string; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'apps', 'cli', 'src', 'main.ts'),
      'mixer',
      ...['--state', join(folder, bundles), '--config', `fs:${join(folder, 'config')}`],
      ...['--grpc-port', '0', '--plain-port', '0', '--prometheus-port', '0'],
      ...['--monitoring-port', '0', '--edge-bundles', bundles, '--log-level', 'error'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  adopt(child)
  for await (const chunk of child.stdout) {
    const address = /"plain":"([^"]+)"/.exec(String(chunk))?.[1]
    if (address !== undefined) return { address, child }
  }
  throw new Error('mixer did not start')
}

function measure(address: string): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const bench = join(ROOT, 'apps', 'proxy', 'bench', 'mixer-forward.ts')
    const child = spawn(process.execPath, [bench, address, values.seconds], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    adopt(child)
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    child.on('error', reject)
    child.on('close', (code) => {
      const line = text.split('\n').find((one) => one.startsWith('{"cpuUs"'))
      if (line === undefined) reject(new Error(`the proxy ended with ${code}: ${text}`))
      else resolve(JSON.parse(line) as Figures) // what mixer-forward.ts prints
    })
  })
}

// -- functions ---------------------------------------------------------------------------

function benchFunctions(): string {
  const lines = FUNCTIONS.map((file) => {
    const text = execFileSync(process.execPath, [join(ROOT, file)], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    process.stderr.write(text)
    return `${file}\n${text}`
  })
  return `**functions**, in process\n\n\`\`\`\n${lines.join('\n')}\`\`\`\n`
}

function writeSection(text: string): void {
  const file = join(ROOT, 'docs', 'performance.md')
  const page = readFileSync(file, 'utf8')
  const [head = '', rest = ''] = page.split(BEGIN)
  const tail = rest.split(END)[1] ?? '\n'
  writeFileSync(file, `${head}${BEGIN}\n${text}${END}${tail}`)
}

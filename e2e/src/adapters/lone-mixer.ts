/** Mixer alone on a folder of configuration, called in plaintext: what adapters do with real backends, seen from outside. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import {
  type AttributeValue,
  encodeAttributes,
  GLOBAL_WORD_COUNT,
  MutableBag,
} from '@flotilla/attributes'
import { type Channel, openChannel } from '@flotilla/grpc'
import {
  CheckRequest,
  CheckRequestQuotaParams,
  type CheckResponse,
  CompressedAttributes,
  MixerService,
  ReportRequest,
  ReportRequestRepeatedAttributesSemantics,
} from '@flotilla/proto'
import { adopt } from '../children.ts'
import { ROOT } from '../cli.ts'
import { eventually } from '../mesh.ts'

export type Attributes = Readonly<Record<string, AttributeValue>>

const PORTS = ['--grpc-port', '--plain-port', '--prometheus-port', '--monitoring-port']
const READY_MS = 20_000
/** Of a mixer's log that a failure shows. */
const MAX_LINES = 20

export class LoneMixer {
  private readonly directory: string
  private readonly addresses: Readonly<Record<string, string>>
  private readonly channel: Channel
  private readonly end: () => Promise<void>
  readonly stderr: string[]

  private constructor(
    directory: string,
    addresses: Readonly<Record<string, string>>,
    stderr: string[],
    end: () => Promise<void>,
  ) {
    this.directory = directory
    this.addresses = addresses
    this.stderr = stderr
    this.end = end
    const target = addresses['plain'] ?? assert.fail('no plaintext port')
    this.channel = openChannel({ target, identity: null, expectedServerIds: [], plaintext: true })
  }

  /** Starts the shipped program on the manifests of the mesh and this configuration. */
  static async start(config: string): Promise<LoneMixer> {
    const directory = mkdtempSync(join(tmpdir(), 'flt-mixer-'))
    const state = mkdtempSync(join(tmpdir(), 'flt-mixer-state-'))
    for (const path of globSync(join(ROOT, 'deploy/mesh/*.yaml'))) {
      const text = readFileSync(path, 'utf8')
      if (text.includes('kind: attributemanifest'))
        writeFileSync(join(directory, basename(path)), text)
    }
    writeFileSync(join(directory, 'config.yaml'), config)
    const flags = ['--config', `fs:${directory}`, '--state', state, '--log-level', 'info']
    const main = join(ROOT, 'apps/mixer/src/main.ts')
    const child = adopt(
      spawn(process.execPath, [main, ...flags, ...PORTS.flatMap((port) => [port, '0'])], {
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
    const stderr: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line))
    const lines = createInterface({ input: child.stdout })
    const first = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve)
      child.once('exit', () => reject(new Error(`mixer did not start:\n${stderr.join('\n')}`)))
    })
    const end = async (): Promise<void> => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve))
      for (const path of [directory, state]) rmSync(path, { recursive: true, force: true })
    }
    const mixer = new LoneMixer(directory, JSON.parse(first).addresses, stderr, end)
    await mixer.ready()
    return mixer
  }

  /** Replaces the configuration; resolves when it is in force. */
  async configure(config: string): Promise<void> {
    const before = await this.metric('mixer_handler_new_handlers_total')
    writeFileSync(join(this.directory, 'config.yaml'), config)
    await eventually('the new configuration is in force', READY_MS, async () =>
      assert.notEqual(await this.metric('mixer_handler_new_handlers_total'), before),
    )
  }

  /** What is wrong with the configuration in force; advice is left out. */
  async problems(): Promise<readonly unknown[]> {
    const response = await fetch(`http://${this.address('monitoring')}/debug/problems`)
    const all = (await response.json()) as readonly { readonly severity?: string }[] // its own interface
    return all.filter(({ severity }) => severity !== 'warning')
  }

  address(name: string): string {
    return this.addresses[name] ?? assert.fail(`no address ${name}`)
  }

  check(
    attributes: Attributes,
    quotas: Readonly<Record<string, bigint>> = {},
    deduplicationId = '',
  ): Promise<CheckResponse> {
    const params = Object.entries(quotas).map(
      ([name, amount]) =>
        [name, CheckRequestQuotaParams.create({ amount, bestEffort: false })] as const,
    )
    const request = CheckRequest.create({
      attributes: compressed(attributes),
      globalWordCount: GLOBAL_WORD_COUNT,
      deduplicationId,
      quotas: new Map(params),
    })
    return this.channel.unary(MixerService.check, request)
  }

  async report(...bags: readonly Attributes[]): Promise<void> {
    const request = ReportRequest.create({
      attributes: bags.map(compressed),
      globalWordCount: GLOBAL_WORD_COUNT,
      repeatedAttributesSemantics: ReportRequestRepeatedAttributesSemantics.INDEPENDENT_ENCODING,
    })
    await this.channel.unary(MixerService.report, request)
  }

  /** Sum over the series of a metric of mixer itself whose labels hold all these texts. */
  async metric(name: string, ...labels: readonly string[]): Promise<number> {
    const page = await (await fetch(`http://${this.address('monitoring')}/metrics`)).text()
    let sum = 0
    for (const line of page.split('\n'))
      if (new RegExp(`^${name}[{ ]`).test(line) && labels.every((text) => line.includes(text)))
        sum += Number(line.slice(line.lastIndexOf(' ') + 1))
    return sum
  }

  async stop(): Promise<void> {
    this.channel.close()
    await this.end()
  }

  private ready(): Promise<void> {
    return eventually('mixer is ready', READY_MS, async () => {
      const { status } = await fetch(`http://${this.address('monitoring')}/readyz`)
      assert.equal(status, 200)
    })
  }
}

function compressed(attributes: Attributes): CompressedAttributes {
  return CompressedAttributes.decode(encodeAttributes(new MutableBag(Object.entries(attributes))))
}

/** Runs on a mixer of its own, which ends afterwards. */
export async function withMixer(
  config: string,
  run: (mixer: LoneMixer) => Promise<void>,
): Promise<void> {
  const mixer = await LoneMixer.start(config)
  try {
    assert.deepEqual(await mixer.problems(), [])
    const refused = mixer.stderr.find((line) => line.includes('file is refused'))
    if (refused !== undefined) assert.fail(refused)
    await run(mixer)
  } catch (error) {
    process.stderr.write(`${mixer.stderr.slice(-MAX_LINES).join('\n')}\n`)
    throw error
  } finally {
    await mixer.stop()
  }
}

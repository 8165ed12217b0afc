/** For tests: the whole mixer on loopback, configured from a folder, called over real gRPC. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type AttributeReference,
  type AttributeValue,
  encodeAttributes,
  GLOBAL_WORD_COUNT,
  MutableBag,
  wordAt,
} from '@flotilla/attributes'
import { type Channel, openChannel, statusOf } from '@flotilla/grpc'
import { messageOf } from '@flotilla/errors'
import {
  CheckRequest,
  CheckRequestQuotaParams,
  type CheckResponse,
  CompressedAttributes,
  MixerService,
  ReportRequest,
  ReportRequestRepeatedAttributesSemantics,
  type ReportResponse,
} from '@flotilla/proto'
import { type Addresses } from '@flotilla/part'
import { StaticIdentity, tempDir, TestCa, testSpiffeId } from '@flotilla/testkit'
import { systemClock } from '@flotilla/time'
import { type MixerConfig, parseConfig } from '../config.ts'
import { Mixer, type MixerEdges } from '../wire.ts'

export const MIXER_ID: string = testSpiffeId('istio-mixer-service-account', 'istio-system')
export const GALLEY_ID: string = testSpiffeId('istio-galley-service-account', 'istio-system')

export type Attributes = Readonly<Record<string, AttributeValue>>

export interface TestIdentity {
  readonly source: StaticIdentity
  readonly notAfterMs: () => number
}

export class TestMixer {
  readonly ca: TestCa
  readonly directory: string
  readonly lines: string[] = []
  private readonly addresses: Addresses
  readonly channel: Channel

  private constructor(ca: TestCa, directory: string, addresses: Addresses, lines: string[]) {
    this.ca = ca
    this.directory = directory
    this.addresses = addresses
    this.lines = lines
    this.channel = this.channelAs(testSpiffeId('caller'))
  }

  /** Starts a mixer on these files; it is stopped when the test ends. */
  static async start(
    t: TestContext,
    files: Readonly<Record<string, string>>,
    overrides: Partial<MixerConfig> = {},
  ): Promise<TestMixer> {
    const directory = tempDir(t)
    const test = await TestMixer.unready(t, directory, files, overrides)
    await test.ready()
    return test
  }

  static async unready(
    t: TestContext,
    directory: string,
    files: Readonly<Record<string, string>>,
    overrides: Partial<MixerConfig> = {},
    ca: TestCa = new TestCa(),
  ): Promise<TestMixer> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
    const ports = '--grpc-port=0 --prometheus-port=0 --monitoring-port=0 --plain-port=0 --log-level=error'
    const flags = [...ports.split(' '), `--config=fs:${directory}`]
    const config = { ...parseConfig(flags), ...overrides }
    const identity = new StaticIdentity(ca.issue(MIXER_ID))
    const lines: string[] = []
    const mixer = new Mixer(config, {
      clock: systemClock,
      identity: Object.assign(identity, {
        notAfterMs: () => Date.now() + 3_600_000,
        start: () => Promise.resolve(),
        close: () => undefined,
      }),
      stdout: stream(lines),
      stderr: stream([]),
    })
    const test = new TestMixer(ca, directory, await mixer.start(), lines)
    t.after(async () => {
      test.channel.close()
      await mixer.close()
    })
    return test
  }

  /** A channel with a certificate of this identity. */
  channelAs(spiffeId: string, ca: TestCa = this.ca): Channel {
    return openChannel({
      target: this.address('grpc'),
      identity: new StaticIdentity(ca.issue(spiffeId)),
      rootsPem: this.ca.rootPem,
      expectedServerIds: [MIXER_ID],
    })
  }

  address(name: string): string {
    return this.addresses[name] ?? assert.fail(`no address ${name}`)
  }

  /** Resolves once a configuration is in force. */
  ready(withinMs?: number): Promise<void> {
    return eventually(async () => {
      const { status } = await fetch(`http://${this.address('monitoring')}/readyz`)
      assert.equal(status, 200)
    }, withinMs)
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text)
  }

  check(
    attributes: Attributes,
    quotas: Readonly<Record<string, bigint>> = {},
    deduplicationId = '',
  ): Promise<CheckResponse> {
    return this.channel.unary(MixerService.check, checkRequest(attributes, quotas, deduplicationId))
  }

  report(...bags: Attributes[]): Promise<ReportResponse> {
    const request = ReportRequest.create({
      attributes: bags.map(compressed),
      globalWordCount: GLOBAL_WORD_COUNT,
      repeatedAttributesSemantics: ReportRequestRepeatedAttributesSemantics.INDEPENDENT_ENCODING,
    })
    return this.channel.unary(MixerService.report, request)
  }

  async page(name: 'metrics' | 'monitoring'): Promise<string> {
    const response = await fetch(`http://${this.address(name)}/metrics`)
    return response.text()
  }

  async debug(path: string): Promise<unknown> {
    const response = await fetch(`http://${this.address('monitoring')}/debug/${path}`)
    return response.json()
  }
}

function stream(lines: string[]): MixerEdges['stdout'] {
  return { writableLength: 0, write: (text) => lines.push(text) > 0, on: () => undefined }
}

export function checkRequest(
  attributes: Attributes,
  quotas: Readonly<Record<string, bigint>> = {},
  deduplicationId = '',
): CheckRequest {
  return CheckRequest.create({
    attributes: compressed(attributes),
    globalWordCount: GLOBAL_WORD_COUNT,
    deduplicationId,
    quotas: new Map(
      Object.entries(quotas).map(([name, amount]) => [
        name,
        CheckRequestQuotaParams.create({ amount, bestEffort: false }),
      ]),
    ),
  })
}

export function compressed(attributes: Attributes): CompressedAttributes {
  return CompressedAttributes.decode(encodeAttributes(new MutableBag(Object.entries(attributes))))
}

/** `name` or `name[key]`, with `!` before those that were missing; sorted. */
export function referenceTexts(response: CheckResponse): string[] {
  const referenced = response.precondition?.referencedAttributes
  assert.ok(referenced)
  const text = ({ name, mapKey, condition }: AttributeReference): string => {
    const key = mapKey === 0 ? '' : `[${wordAt(mapKey, referenced.words)}]`
    return `${condition === 1 ? '!' : ''}${wordAt(name, referenced.words)}${key}`
  }
  return referenced.attributeMatches.map(text).sort()
}

/** Status and message of a call that must fail. */
export async function failure(call: Promise<unknown>): Promise<readonly [number | null, string]> {
  return call.then(
    () => assert.fail('the call did not fail'),
    (error: unknown) => [statusOf(error), messageOf(error)] as const,
  )
}

/** Tries again until it passes, for five seconds. */
export async function eventually(
  attempt: () => Promise<void>,
  withinMs = 5_000,
): Promise<void> {
  const deadlineMs = performance.now() + withinMs
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (performance.now() > deadlineMs) throw error
      await delay(10)
    }
  }
}

/** A handler out of process as an adapter like any other: dispatch does not see the difference. */
import {
  type Acceptance,
  type AdapterEnv,
  type BackendChannel,
  type BackendConnection,
  type CheckResult,
  type GeneratorOutput,
  type Handler,
  type HandlerWiring,
  type Instance,
  type ParamViolation,
  type QuotaArgs,
  type QuotaResult,
  Variety,
} from '@flotilla/adapter-sdk'
import { FlotillaError } from '@flotilla/errors'
import type { AdapterInfo } from './adapter-info.ts'
import {
  decodeCheckResult,
  decodeCheckWithOutput,
  decodeOutput,
  decodeQuotaResult,
  encodeAny,
  encodeRequest,
  type RequestParts,
} from './backend-messages.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { connectionOf } from './connection.ts'
import { asEncoded } from './encoded-instance.ts'
import { encodeParams } from './params-encoder.ts'
import { isSessionLost, RemoteSession, SESSION_METADATA } from './remote-session.ts'
import type { RemoteTemplate } from './template.ts'

/** What is needed of an adapter to configure a handler, compiled in or not. */
export interface HandlerAdapter {
  readonly name: string
  readonly templates: readonly string[]
  accept(params: unknown, path: string, wiring: HandlerWiring): Acceptance
}

/** Calls of one handler at once; further ones fail. docs/limits.md */
export const MAX_CALLS = 1_024
const NO_BYTES = new Uint8Array()
/** Addresses of packages that run isolated in this process: `module:NAME`. They get their params as JSON, for their own schema. */
export const MODULE_SCHEME = 'module:'
/** What a call may take more where its thread was ended for another call's sake, and it is sent again. */
const RESTART_MS = 4_000
const JSON_PARAMS = 'flotilla.adapter.v1.JsonParams'

/** What a handler out of process is configured with, beside its params. */
export interface RemoteHandlerInput {
  readonly info: AdapterInfo
  /** `spec.connection` as written. */
  readonly connection: unknown
  readonly namespace: string
  /** Encoded Any of the template's Type, by canonical instance name; asked for when the handler is built. */
  readonly inferredTypes: (instance: string) => Uint8Array | null
}

export function remoteAdapter(input: RemoteHandlerInput): HandlerAdapter {
  const { info, namespace } = input
  return {
    name: info.key,
    templates: info.templates.map((template) => template.name),
    accept(params, path): Acceptance {
      const violations: ParamViolation[] = []
      const report = (at: string, message: string): void => {
        violations.push({ path: at, message })
      }
      const at = 'spec.connection'
      const connection = connectionOf(input.connection, namespace, at, report)
      const config = configOf(info, connection.address, params, path, report)
      if (violations.length > 0) return { kind: 'bad', violations }
      return {
        kind: 'ok',
        accepted: {
          build: (env, wiring) => buildRemote(input, connection, config, env, wiring),
          decideAtEdge: () => null,
          aggregatesAtEdge: () => false,
        },
      }
    },
  }
}

/** Longest time of one call, as the connection gives it. */
export function remoteTimeoutMs(connection: unknown): number {
  const { address, timeoutMs } = connectionOf(connection, '', '', () => undefined)
  return address.startsWith(MODULE_SCHEME) ? 2 * timeoutMs + RESTART_MS : timeoutMs
}

function configOf(
  { params: descriptor }: AdapterInfo,
  address: string,
  params: unknown,
  path: string,
  report: (path: string, message: string) => void,
): Uint8Array {
  if (descriptor !== null) {
    const { set, message } = descriptor
    const encoded = encodeParams(set, message, params, path, report)
    if (!address.startsWith(MODULE_SCHEME)) return encodeAny(message.fullName.slice(1), encoded)
  }
  if (address.startsWith(MODULE_SCHEME))
    return encodeAny(JSON_PARAMS, Buffer.from(JSON.stringify(params ?? {})))
  const isEmpty = typeof params !== 'object' || params === null || Object.keys(params).length === 0
  if (!isEmpty) report(path, 'this adapter takes no params')
  return NO_BYTES
}

async function buildRemote(
  { info, inferredTypes }: RemoteHandlerInput,
  connection: BackendConnection,
  config: Uint8Array,
  env: AdapterEnv,
  wiring: HandlerWiring,
): Promise<Handler> {
  const channel = env.outside.backends.open(connection)
  const breaker = new CircuitBreaker(env.clock, env.random)
  const types = new Map<string, Uint8Array>()
  for (const { name } of wiring.instances) {
    const type = inferredTypes(name)
    if (type !== null) types.set(name, type)
  }
  const isModule = connection.address.startsWith(MODULE_SCHEME)
  const session =
    info.isSessionBased || isModule
      ? new RemoteSession(channel, { config, inferredTypes: types })
      : null
  try {
    // A package that does not start here is as wrong as its params; an adapter elsewhere may only be away.
    await session?.open(isModule)
  } catch (error) {
    channel.close()
    throw error
  }
  const start = BigInt(Math.floor(env.random() * 2 ** 48))
  return new RemoteHandler(info.templates, { channel, config, breaker, session, start })
}

interface RemoteParts {
  readonly channel: BackendChannel
  readonly config: Uint8Array
  readonly breaker: CircuitBreaker
  readonly session: RemoteSession | null
  /** Of the ids of calls. */
  readonly start: bigint
}

export class RemoteHandler implements Handler {
  private readonly templates: ReadonlyMap<string, RemoteTemplate>
  private readonly parts: RemoteParts
  private nextId: bigint
  private calls = 0

  constructor(templates: readonly RemoteTemplate[], parts: RemoteParts) {
    this.templates = new Map(templates.map((template) => [template.name, template]))
    this.parts = parts
    this.nextId = parts.start
  }

  async handleCheck(instance: Instance): Promise<CheckResult> {
    const template = this.templateOf(instance)
    const bytes = await this.send(template, [instance], null)
    return template.variety === Variety.checkWithOutput
      ? decodeCheckWithOutput(bytes, template.remote.outputs)
      : decodeCheckResult(bytes)
  }

  async handleQuota(instance: Instance, args: QuotaArgs): Promise<QuotaResult> {
    const { name } = asEncoded(instance)
    const bytes = await this.send(this.templateOf(instance), [instance], { name, args })
    const result = decodeQuotaResult(bytes, name)
    if (result === null)
      throw new FlotillaError('FLT_ADAPTER_FAILED', `the answer has no quota for ${name}`)
    // Istio 1.4 does not look at the status of a grant.
    return { ...result, status: { code: 0, message: '', directResponse: null } }
  }

  async handleReport(instances: readonly Instance[]): Promise<void> {
    const first = instances[0]
    if (first !== undefined) await this.send(this.templateOf(first), instances, null)
  }

  async handleGenerate(instance: Instance): Promise<GeneratorOutput> {
    const template = this.templateOf(instance)
    const bytes = await this.send(template, [instance], null)
    return { values: decodeOutput(bytes, template.remote.outputs), maxValidityMs: null }
  }

  async close(): Promise<void> {
    try {
      await this.parts.session?.close()
    } finally {
      this.parts.channel.close()
    }
  }

  private templateOf(instance: Instance): RemoteTemplate {
    const { template: key } = asEncoded(instance)
    const template = this.templates.get(key)
    if (template === undefined)
      throw new FlotillaError('FLT_BUG', `the adapter does not take ${key}`)
    return template
  }

  private async send(
    { remote }: RemoteTemplate,
    instances: readonly Instance[],
    quota: RequestParts['quota'],
  ): Promise<Uint8Array> {
    const { config, breaker } = this.parts
    if (this.calls >= MAX_CALLS)
      throw new FlotillaError('FLT_ADAPTER_FAILED', `${MAX_CALLS} calls wait for the adapter`)
    if (!breaker.mayCall()) throw breaker.refusal('the adapter')
    const request = encodeRequest({
      instances: instances.map((one) => asEncoded(one).bytes),
      config,
      dedupId: quota?.args.dedupId || (this.nextId++).toString(16),
      quota,
    })
    this.calls++
    try {
      const answer = await this.call(remote.path, request)
      breaker.succeeded()
      return answer
    } catch (error) {
      // An adapter that refuses this one call is alive.
      if (error instanceof FlotillaError && !error.retryable) breaker.succeeded()
      else breaker.failed()
      throw error
    } finally {
      this.calls--
    }
  }

  private async call(path: string, request: Uint8Array): Promise<Uint8Array> {
    const { channel, session } = this.parts
    if (session === null) return channel.call(path, request, {})
    for (let isFirst = true; ; isFirst = false) {
      const sessionId = await session.id()
      try {
        return await channel.call(path, request, { [SESSION_METADATA]: sessionId })
      } catch (error) {
        // An adapter that was started again has lost its sessions; once is enough to find out.
        if (!isFirst || !isSessionLost(error)) throw error
        session.lost(sessionId)
      }
    }
  }
}

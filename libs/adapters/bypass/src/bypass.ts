/** bypass: relays instances of compiled-in templates to an adapter out of process. */
import {
  type Adapter,
  type AdapterEnv,
  type BackendChannel,
  bool,
  type CheckInstance,
  type CheckResult,
  defineAdapter,
  type Handler,
  type HandlerWiring,
  type HostPortParam,
  hostPort,
  type Instance,
  message,
  optional,
  type ParamType,
  type ParamViolation,
  type QuotaArgs,
  type QuotaInstance,
  type QuotaResult,
  type ReportInstance,
} from '@flotilla/adapter-sdk'
import {
  decodeCheckResult,
  decodeQuotaResult,
  encodeAny,
  encodeRequest,
  isSessionLost,
  RemoteSession,
  SESSION_METADATA,
} from '@flotilla/dispatch'
import { FlotillaError } from '@flotilla/errors'
import { encodeInstance, PATHS, type RelayedTemplate } from './encode-instance.ts'

interface AnyParam {
  readonly typeName: string
  readonly value: Uint8Array
}

interface BypassParams {
  readonly backendAddress: HostPortParam
  readonly params: AnyParam | null
  readonly sessionBased: boolean
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/
const TYPE_URL = /^[\w.-]+\/([A-Za-z_][\w.]*)$/
/** Longest wait for an answer, ms. docs/limits.md */
const TIMEOUT_MS = 4_000

/** A google.protobuf.Any. Which fields its message has, only the backend knows: it is given encoded. */
const anyParam: ParamType<AnyParam> = {
  schema: () => ({
    type: 'object',
    required: ['@type'],
    additionalProperties: false,
    properties: {
      '@type': { type: 'string', pattern: TYPE_URL.source },
      value: { type: 'string', pattern: BASE64.source },
    },
  }),
  initial: () => ({ typeName: '', value: new Uint8Array() }),
  parse(raw: unknown, path: string, violations: ParamViolation[]): AnyParam {
    const fields = (typeof raw === 'object' && raw !== null ? raw : {}) as Readonly<
      Record<string, unknown>
    > // read below
    const { '@type': type, value = '', ...rest } = fields
    const typeName = typeof type === 'string' ? TYPE_URL.exec(type)?.[1] : undefined
    for (const name of Object.keys(rest))
      violations.push({ path: `${path}.${name}`, message: 'unknown field; known are @type, value' })
    if (typeName === undefined)
      violations.push({ path, message: 'must have "@type", as type.googleapis.com/pkg.Params' })
    if (typeof value !== 'string' || !BASE64.test(value))
      violations.push({ path: `${path}.value`, message: 'must be an encoded message in base64' })
    const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : new Uint8Array()
    return { typeName: typeName ?? '', value: bytes }
  },
}

export const bypass: Adapter = defineAdapter<BypassParams>({
  name: 'bypass',
  description: 'Relays instances to an adapter out of process',
  templates: ['checknothing', 'reportnothing', 'metric', 'quota'],
  params: message<BypassParams>({
    backendAddress: hostPort({ host: 'localhost', port: 0 }),
    params: optional(anyParam),
    sessionBased: bool(),
  }),
  validate: ({ backendAddress }) =>
    backendAddress.port === 0
      ? [{ path: 'backendAddress', message: 'is required: host:port of the adapter' }]
      : [],
  build: async (config, env, wiring) => {
    const handler = new Bypass(config, env, wiring)
    await handler.open()
    return handler
  },
})

class Bypass implements Handler {
  private readonly channel: BackendChannel
  private readonly config: Uint8Array
  private readonly session: RemoteSession | null
  private readonly wiring: HandlerWiring
  private sequence: number
  private isClosed = false

  constructor(
    { backendAddress, params, sessionBased }: BypassParams,
    env: AdapterEnv,
    wiring: HandlerWiring,
  ) {
    const { host, port } = backendAddress
    this.wiring = wiring
    this.sequence = Math.floor(env.random() * 2 ** 31)
    this.channel = env.outside.backends.open({
      address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      namespace: wiring.handler.slice(wiring.handler.lastIndexOf('.') + 1),
      timeoutMs: TIMEOUT_MS,
      security: { kind: 'plaintext' },
    })
    this.config = params === null ? new Uint8Array() : encodeAny(params.typeName, params.value)
    const parts = { config: this.config, inferredTypes: new Map<string, Uint8Array>() }
    this.session = sessionBased ? new RemoteSession(this.channel, parts) : null
  }

  /** A backend that is away makes its session with the first call. */
  async open(): Promise<void> {
    await this.session?.open(false)
  }

  async handleCheck(instance: CheckInstance): Promise<CheckResult> {
    return decodeCheckResult(await this.call('checknothing', [instance], '', null))
  }

  async handleQuota(instance: QuotaInstance, args: QuotaArgs): Promise<QuotaResult> {
    const quota = { name: instance.name, args }
    const answer = await this.call('quota', [instance], args.dedupId, quota)
    const result = decodeQuotaResult(answer, instance.name)
    if (result === null)
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        `the backend grants nothing for ${instance.name}`,
      )
    return result
  }

  async handleReport(instances: readonly ReportInstance[]): Promise<void> {
    const byTemplate = Map.groupBy(instances, ({ template }) => template)
    for (const [template, own] of byTemplate)
      if (template === 'metric' || template === 'reportnothing')
        await this.call(template, own, '', null)
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    try {
      await this.session?.close()
    } finally {
      this.channel.close()
    }
  }

  /** A backend that has lost the session gets another, and the call again. */
  private async call(
    template: RelayedTemplate,
    instances: readonly Instance[],
    dedupId: string,
    quota: Parameters<typeof encodeRequest>[0]['quota'],
  ): Promise<Uint8Array> {
    const request = encodeRequest({
      instances: instances.map((one) => encodeInstance(one, this.typesOf(one.name))),
      config: this.config,
      dedupId: dedupId === '' ? String(this.sequence++) : dedupId,
      quota,
    })
    const { session } = this
    if (session === null) return this.channel.call(PATHS[template], request, {})
    const id = await session.id()
    try {
      return await this.channel.call(PATHS[template], request, { [SESSION_METADATA]: id })
    } catch (error) {
      if (!isSessionLost(error)) throw error
      session.lost(id)
      const renewed = { [SESSION_METADATA]: await session.id() }
      return this.channel.call(PATHS[template], request, renewed)
    }
  }

  private typesOf(name: string): HandlerWiring['instances'][number]['types'] {
    return this.wiring.instances.find((one) => one.name === name)?.types ?? new Map()
  }
}

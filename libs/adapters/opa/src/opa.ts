/** opa: asks an Open Policy Agent server whether a request may pass. */
import {
  type Adapter,
  type AdapterEnv,
  bool,
  type CheckInstance,
  type CheckResult,
  Code,
  defineAdapter,
  type Handler,
  isHttpUrl,
  list,
  message,
  NO_OPINION,
  type ParamViolation,
  status,
  text,
} from '@flotilla/adapter-sdk'
import { opaInput } from './opa-input.ts'
import { type Answered, OpaServer } from './opa-server.ts'

interface OpaParams {
  readonly policy: readonly string[]
  readonly checkMethod: string
  readonly failClose: boolean
  readonly serverUrl: string
}

// Istio 1.4 evaluates the modules in its own process; serverUrl is ours.
const params = message<OpaParams>({
  policy: list(text()),
  checkMethod: text(),
  failClose: bool(),
  serverUrl: text('http://localhost:8181'),
})

const CHECK_METHOD = /^data(\.[A-Za-z_]\w*)+$/
const PACKAGE = /^\s*package\s+\S/m
const REJECTED: CheckResult = Object.freeze({
  status: status(Code.permissionDenied, 'opa: request was rejected'),
  validDurationMs: 0,
  validUseCount: 0,
})

export const opa: Adapter = defineAdapter<OpaParams>({
  name: 'opa',
  description: 'Asks an Open Policy Agent server whether a request may pass',
  templates: ['authorization'],
  params,
  validate,
  build: async (config, env, wiring) => {
    const handler = new Opa(config, env, wiring.handler)
    await handler.start()
    return handler
  },
})

/** Whose modules are on a server now: a handler that was replaced must not take its successor's away. */
type Owners = Map<string, Opa>

class Opa implements Handler {
  private readonly env: AdapterEnv
  private readonly config: OpaParams
  private readonly server: OpaServer
  private readonly path: readonly string[]
  private readonly modules: readonly (readonly [string, string])[]
  private readonly owners: Owners
  private upload: Promise<Answered<null>> | null = null
  private isUploaded = false
  private trouble: string | null = null

  constructor(config: OpaParams, env: AdapterEnv, name: string) {
    this.env = env
    this.config = config
    this.server = new OpaServer(env, config.serverUrl)
    this.path = config.checkMethod.split('.').slice(1)
    this.modules = config.policy.map((module, i) => [`flotilla/${name}/${i}`, module] as const)
    this.owners = env.shared('opa.owners', () => new Map())
  }

  /** Puts the modules on the server. One that is away gets them before the first question. */
  async start(): Promise<void> {
    for (const [id] of this.modules) this.owners.set(this.key(id), this)
    const answer = await this.uploaded()
    if (answer.kind !== 'ok') this.undecided(answer.reason)
  }

  async handleCheck(instance: CheckInstance): Promise<CheckResult> {
    if (instance.template !== 'authorization') return NO_OPINION
    const answer = await this.ask(opaInput(instance))
    if (answer.kind !== 'ok') return this.undecided(answer.reason)
    if (typeof answer.value !== 'boolean')
      return this.undecided(`${this.config.checkMethod} is not true or false`)
    if (this.trouble !== null) this.env.log.info('opa decides again', {})
    this.trouble = null
    return answer.value ? NO_OPINION : REJECTED
  }

  async close(): Promise<void> {
    for (const [id] of this.modules) {
      if (this.owners.get(this.key(id)) !== this) continue
      this.owners.delete(this.key(id))
      await this.server.deletePolicy(id)
    }
  }

  /** A server that was started again has lost the modules: then the document is not defined. */
  private async ask(input: unknown): Promise<Answered<unknown>> {
    const wasUploaded = this.isUploaded
    const uploaded = await this.uploaded()
    if (uploaded.kind !== 'ok') return uploaded
    const answer = await this.server.evaluate(this.path, input)
    const isLost = answer.kind === 'ok' && answer.value === undefined && this.modules.length > 0
    if (!isLost || !wasUploaded) return answer
    this.isUploaded = false
    const again = await this.uploaded()
    return again.kind === 'ok' ? this.server.evaluate(this.path, input) : again
  }

  /** Once for all that ask at the same time. */
  private uploaded(): Promise<Answered<null>> {
    if (this.isUploaded) return Promise.resolve({ kind: 'ok', value: null })
    this.upload ??= this.putAll().finally(() => {
      this.upload = null
    })
    return this.upload
  }

  private async putAll(): Promise<Answered<null>> {
    for (const [id, module] of this.modules) {
      const answer = await this.server.putPolicy(id, module)
      if (answer.kind !== 'ok') return answer
    }
    this.isUploaded = true
    return { kind: 'ok', value: null }
  }

  /** Istio 1.4: no decision means allow, or deny where failClose says so. */
  private undecided(reason: string): CheckResult {
    this.env.delivery.undecided()
    if (this.trouble !== reason) this.env.log.warn('opa does not decide', { reason })
    this.trouble = reason
    return this.config.failClose ? REJECTED : NO_OPINION
  }

  private key(id: string): string {
    return `${this.config.serverUrl} ${id}`
  }
}

function validate(config: OpaParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (!CHECK_METHOD.test(config.checkMethod))
    violations.push({ path: 'checkMethod', message: 'must name a rule, as data.PACKAGE.RULE' })
  if (!isHttpUrl(config.serverUrl))
    violations.push({ path: 'serverUrl', message: 'must be an http or https URL with a host' })
  for (const [i, module] of config.policy.entries())
    if (!PACKAGE.test(module))
      violations.push({ path: `policy[${i}]`, message: 'is no Rego module: it has no package' })
  return violations
}

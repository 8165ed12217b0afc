/** rbac: allows what ServiceRoles and their bindings allow, and nothing else. */
import { fileURLToPath } from 'node:url'
import {
  type Adapter,
  type AdapterEnv,
  type CheckInstance,
  type CheckResult,
  Code,
  defineAdapter,
  duration,
  type Handler,
  message,
  NO_OPINION,
  OK,
  type ParamViolation,
  type Status,
  status,
  text,
} from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'
import type { Timer } from '@flotilla/time'
import { isAllowed } from './permission.ts'
import { parseRoles, type Roles, readStore } from './role-store.ts'

interface RbacParams {
  readonly configStoreUrl: string
  readonly cacheDuration: number
}

const params = message<RbacParams>({ configStoreUrl: text(), cacheDuration: duration(30_000) })

const MIN_CACHE_MS = 1_000
// Istio 1.2: as often as is asked while the answer is valid.
const VALID_USES = 1_000_000_000
const DENIED = status(Code.permissionDenied, 'RBAC: permission denied.')
const NO_ROLES = status(Code.unavailable, 'RBAC: the roles cannot be read.')

export const rbac: Adapter = defineAdapter<RbacParams>({
  name: 'rbac',
  description: 'Allows what ServiceRoles and their bindings allow',
  templates: ['authorization'],
  params,
  validate,
  build: async (config, env) => {
    const handler = new Rbac(config, env)
    await handler.refresh()
    return handler
  },
})

class Rbac implements Handler {
  private readonly env: AdapterEnv
  private readonly folder: string
  private readonly validMs: number
  private readonly timer: Timer
  private roles: Roles | null = null
  private digest = ''
  private trouble: string | null = null

  constructor(config: RbacParams, env: AdapterEnv) {
    this.env = env
    this.folder = fileURLToPath(config.configStoreUrl.replace(/^fs:/, 'file:'))
    this.validMs = config.cacheDuration
    this.timer = env.tasks.every('read roles', config.cacheDuration, () => this.refresh())
  }

  handleCheck(instance: CheckInstance): CheckResult {
    if (instance.template !== 'authorization') return NO_OPINION
    if (this.roles === null) {
      this.env.delivery.undecided()
      return { status: NO_ROLES, validDurationMs: 0, validUseCount: 0 }
    }
    return this.answer(isAllowed(this.roles, instance) ? OK : DENIED)
  }

  close(): void {
    this.timer.cancel()
  }

  /** What cannot be read leaves the roles that are known in force. */
  async refresh(): Promise<void> {
    try {
      const store = await readStore(this.folder)
      if (store.digest !== this.digest) this.roles = parseRoles(store)
      this.digest = store.digest
      this.trouble = null
    } catch (error) {
      const reason = messageOf(error)
      if (reason !== this.trouble)
        this.env.log.warn('roles not read, those known stay', { folder: this.folder, reason })
      this.trouble = reason
    }
  }

  private answer(result: Status): CheckResult {
    return { status: result, validDurationMs: this.validMs, validUseCount: VALID_USES }
  }
}

function validate(config: RbacParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (!/^fs:\/\/\/./.test(config.configStoreUrl) || URL.parse(config.configStoreUrl) === null)
    violations.push({
      path: 'configStoreUrl',
      message: 'must be fs:///FOLDER, of files with ServiceRoles and ServiceRoleBindings',
    })
  if (config.cacheDuration < MIN_CACHE_MS)
    violations.push({ path: 'cacheDuration', message: 'must be at least 1s' })
  return violations
}

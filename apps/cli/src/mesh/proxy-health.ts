/** What a proxy says of itself on its admin interface: whether it serves, and the certificate that it holds. */
import { codeOf, messageOf, systemCodeOf } from '@flotilla/errors'
import { type HttpTarget, send } from './http.ts'
import type { State } from './record.ts'

export interface ProxyHealth {
  readonly state: State
  /** Why it is not ready; empty where it is. */
  readonly reasons: readonly string[]
  /** SPIFFE ID in its certificate, empty where that is unknown. */
  readonly identity: string
  /** ISO 8601, empty where unknown. */
  readonly certificateNotAfter: string
}

/** What is known of its process. */
export interface ProxyProcess {
  /** Whether it was started not long ago and has not announced itself yet. */
  readonly isStarting: boolean
  /** Whether a signal suspended it. */
  readonly isSuspended: boolean
}

/** How long it may take to answer; it is one request on this machine. */
const ASK_MS = 3_000
const UNKNOWN = { identity: '', certificateNotAfter: '' }

export const STOPPED: ProxyHealth = {
  state: 'stopped',
  reasons: ['its process does not run'],
  ...UNKNOWN,
}

/** @param admin its admin interface, as this process reaches it. */
export async function proxyHealth(
  admin: () => HttpTarget,
  process: ProxyProcess,
): Promise<ProxyHealth> {
  try {
    const target = admin()
    const [ready, certs, awaited] = await Promise.all([
      send(target, 'GET', '/ready', undefined, ASK_MS),
      send(target, 'GET', '/certs', undefined, ASK_MS),
      send(target, 'GET', '/init_dump', undefined, ASK_MS),
    ])
    const certificate = workloadCertificate(JSON.parse(certs.text))
    if (ready.status === 200) {
      const reasons = awaitedTargets(JSON.parse(awaited.text))
      return { state: reasons.length === 0 ? 'ready' : 'degraded', reasons, ...certificate }
    }
    return { ...notReady(process, `it says ${ready.text.trim()}`), ...certificate }
  } catch (error) {
    return { ...notReady(process, `its admin interface ${whyNot(error)}`), ...UNKNOWN }
  }
}

/** Only its start excuses a proxy: one that has served and does not answer any more is not starting. */
function notReady(process: ProxyProcess, why: string): Pick<ProxyHealth, 'state' | 'reasons'> {
  if (process.isSuspended)
    return { state: 'degraded', reasons: ['its process is suspended by a signal'] }
  return { state: process.isStarting ? 'starting' : 'degraded', reasons: [why] }
}

function whyNot(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (systemCodeOf(cause) === 'ECONNREFUSED') return 'is closed'
  if (codeOf(cause) !== null || error === cause) return `cannot be asked: ${messageOf(cause)}`
  return `does not answer (${systemCodeOf(cause) ?? `nothing within ${ASK_MS / 1000} s`})`
}

/** What Envoy's /init_dump says is still awaited: a listener that cannot be bound, say. */
function awaitedTargets(dump: unknown): readonly string[] {
  const { unready_targets_dumps: managers = [] } = dump as {
    unready_targets_dumps?: readonly { readonly target_names?: readonly string[] }[]
  } // Envoy's admin format
  return managers.flatMap(({ target_names: names = [] }) => names)
}

interface Leaf {
  readonly path?: string
  readonly subject_alt_names?: readonly { readonly uri?: string }[]
  readonly expiration_time?: string
}

/** The secret that pilot names for the workload's own certificate, as /certs shows it. */
const OWN_SECRET = '<inline: default>'

/** The workload's certificate in Envoy's /certs; others there are those that its configuration names. */
function workloadCertificate(
  certs: unknown,
): Pick<ProxyHealth, 'identity' | 'certificateNotAfter'> {
  const { certificates = [] } = certs as {
    certificates?: readonly { readonly cert_chain?: readonly Leaf[] }[]
  } // Envoy's admin format
  const own = certificates
    .flatMap(({ cert_chain = [] }) => cert_chain.slice(0, 1))
    .find((leaf) => leaf.path === OWN_SECRET)
  return {
    identity: own?.subject_alt_names?.find(({ uri }) => uri !== undefined)?.uri ?? '',
    certificateNotAfter: own?.expiration_time ?? '',
  }
}

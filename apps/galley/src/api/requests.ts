/** Bodies of the configuration API, from unknown JSON to typed requests. Every fault is FLT_USAGE. */
import { FlotillaError } from '@flotilla/errors'
import type { ConfigText, ObjectRef } from '@flotilla/model'

export interface ApplyRequest {
  readonly files: readonly ConfigText[]
  readonly namespace: string
  readonly dryRun: boolean
  readonly author: string
  readonly reason: string
}

export interface DeleteRequest {
  readonly files: readonly ConfigText[]
  /** Null where files name the objects. */
  readonly refs: readonly ObjectRef[] | null
  readonly namespace: string
  readonly author: string
  readonly reason: string
}

export interface LeaseRequest {
  readonly entry: unknown
  readonly ttlMs: number
}

const MAX_TTL_SEC = 3_600
const MAX_HOSTS = 10_000
/** A host name has at most 255 bytes. */
const HOST = /^[A-Za-z0-9*_.-]{1,255}$/

export function parseApply(body: unknown): ApplyRequest {
  const fields = objectOf(body)
  return {
    files: filesOf(fields['files']),
    namespace: text(fields, 'namespace', 'default'),
    dryRun: fields['dryRun'] === true,
    author: text(fields, 'author', ''),
    reason: text(fields, 'reason', ''),
  }
}

export function parseDelete(body: unknown): DeleteRequest {
  const fields = objectOf(body)
  const common = {
    namespace: text(fields, 'namespace', 'default'),
    author: text(fields, 'author', ''),
    reason: text(fields, 'reason', ''),
  }
  if (fields['refs'] === undefined)
    return { ...common, files: filesOf(fields['files']), refs: null }
  if (!Array.isArray(fields['refs'])) throw usage('refs is a list of {kind, namespace, name}')
  return { ...common, files: [], refs: fields['refs'].map(refOf) }
}

export function parseLease(body: unknown): LeaseRequest {
  const { entry, ttlSec } = objectOf(body)
  if (typeof ttlSec !== 'number' || !(ttlSec > 0) || ttlSec > MAX_TTL_SEC)
    throw usage(`ttlSec is a number above 0 and up to ${MAX_TTL_SEC}`)
  return { entry, ttlMs: ttlSec * 1000 }
}

export function parseHosts(body: unknown): string[] {
  const { hosts } = objectOf(body)
  if (
    !Array.isArray(hosts) ||
    hosts.length > MAX_HOSTS ||
    !hosts.every((host): host is string => typeof host === 'string' && HOST.test(host))
  ) {
    throw usage(`hosts is a list of at most ${MAX_HOSTS} host names`)
  }
  return hosts
}

function filesOf(value: unknown): ConfigText[] {
  if (!Array.isArray(value)) throw usage('files is a list of {name, text}')
  return value.map((one) => {
    const file = objectOf(one)
    return { name: text(file, 'name', null), text: text(file, 'text', null) }
  })
}

function refOf(value: unknown): ObjectRef {
  const ref = objectOf(value)
  return {
    kind: text(ref, 'kind', null),
    namespace: text(ref, 'namespace', 'default'),
    name: text(ref, 'name', null),
  }
}

/** @param fallback null where the field is required. */
function text(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  fallback: string | null,
): string {
  const value = fields[name] ?? fallback
  if (typeof value !== 'string') throw usage(`${name} is a text`)
  return value
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usage('the body is a JSON object')
  return value as Readonly<Record<string, unknown>> // checked above
}

function usage(message: string): FlotillaError {
  return new FlotillaError('FLT_USAGE', message)
}

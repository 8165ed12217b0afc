/** The configuration API: what a caller may ask, in HTTP and JSON. */
import { CODES, codeOf, FlotillaError, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { McpSourceServer } from '@flotilla/mcp'
import {
  type ConfigObject,
  checkFiles,
  findKind,
  type ObjectRef,
  type Violation,
} from '@flotilla/model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Configuration, RefusedError } from '../configuration.ts'
import type { AddressStore } from '../store/address-store.ts'
import type { LeaseStore } from '../store/lease-store.ts'
import type { VersionStore } from '../store/version-store.ts'
import { parseApply, parseDelete, parseHosts, parseLease } from './requests.ts'

export interface ApiParts {
  readonly configuration: Configuration
  readonly versions: VersionStore
  readonly leases: LeaseStore
  readonly addresses: AddressStore
  readonly source: McpSourceServer
  /** Watched folders. */
  readonly folders: () => readonly FolderStatus[]
  /** Called with the status of each answer that is an error and no verdict. */
  readonly onFailure: (status: number) => void
}

export interface FolderStatus {
  readonly dir: string
  readonly readable: boolean
  readonly fileCount: number
  violations(): readonly Violation[]
}

/** What a caller may do: everything over the Unix socket; a part only what its duty needs. */
export type Right = 'read' | 'change' | 'lease' | 'address'

export type Authorize = (request: FastifyRequest, right: Right) => boolean

const VERSIONS_LISTED = 200
const log = scope('galley.api')

export function addRoutes(app: FastifyInstance, parts: ApiParts, may: Authorize): void {
  const { configuration, versions, leases, addresses, source } = parts
  const need = (request: FastifyRequest, right: Right): void => {
    if (!may(request, right))
      throw new FlotillaError('FLT_PEER_REFUSED', `this caller may not ${right} here`)
  }
  app.post('/v1/apply', (request) => {
    need(request, 'change')
    const { files, namespace, dryRun, author, reason } = parseApply(request.body)
    return configuration.apply(files, namespace, { author, reason }, dryRun)
  })
  app.post('/v1/delete', (request) => {
    need(request, 'change')
    const { files, refs, namespace, author, reason } = parseDelete(request.body)
    const authorship = { author, reason }
    return refs === null
      ? configuration.deleteTexts(files, namespace, authorship)
      : configuration.delete(refs.map(canonical), authorship)
  })
  app.get<{ Querystring: { kind?: string; namespace?: string; name?: string } }>(
    '/v1/objects',
    (request) => {
      need(request, 'read')
      const { kind = 'all', namespace, name } = request.query
      const wanted = kind.toLowerCase() === 'all' ? null : kindNamed(kind)
      const objects = [...configuration.inForce(), ...leases.entries()]
        .filter((object) => wanted === null || object.kind === wanted)
        .filter(
          ({ metadata }) =>
            (namespace === undefined || metadata.namespace === namespace) &&
            (name === undefined || metadata.name === name),
        )
        .sort(byName)
      return { objects: objects.map(shown) }
    },
  )
  app.get('/v1/versions', (request) => {
    need(request, 'read')
    return {
      current: versions.current,
      oldest: versions.oldest,
      versions: versions.versions(VERSIONS_LISTED),
    }
  })
  app.get<{ Params: { version: string } }>('/v1/versions/:version', (request) => {
    need(request, 'read')
    const version = Number(request.params.version)
    const { oldest, current } = versions
    if (!Number.isInteger(version) || version < oldest || version > current)
      throw new FlotillaError(
        'FLT_USAGE',
        `there is no version ${request.params.version}; versions ${oldest} to ${current} are kept`,
      )
    return { version, objects: versions.objectsAt(version).map(shown) }
  })
  app.get('/v1/status', (request) => {
    need(request, 'read')
    const sinks = source.sinks().map((sink) => ({
      ...sink,
      collections: Object.fromEntries(
        [...sink.collections].map(([name, { sent, acked, lastError }]) => [
          name,
          { sent, acked, lastError },
        ]),
      ),
    }))
    return {
      version: versions.current,
      objects: configuration.inForce().length,
      leases: leases.entries().length,
      sinks,
      folders: parts.folders().map((folder) => ({
        dir: folder.dir,
        readable: folder.readable,
        files: folder.fileCount,
        violations: folder.violations(),
      })),
    }
  })
  app.put<{ Params: { namespace: string; name: string } }>(
    '/v1/leases/:namespace/:name',
    async (request, reply) => {
      need(request, 'lease')
      const { namespace, name } = request.params
      const { entry, ttlMs } = parseLease(request.body)
      const object = leasedEntry(entry, namespace, name)
      if (!leases.put(namespace, name, object, ttlMs))
        throw new FlotillaError('FLT_NO_ADDRESS', 'there are too many leases')
      await reply.code(200).send({})
    },
  )
  app.delete<{ Params: { namespace: string; name: string } }>(
    '/v1/leases/:namespace/:name',
    (request) => {
      need(request, 'lease')
      return { removed: leases.remove(request.params.namespace, request.params.name) }
    },
  )
  app.post('/v1/addresses', (request) => {
    need(request, 'address')
    return { addresses: addresses.allot(parseHosts(request.body)) }
  })
  app.addHook('onResponse', (_request, reply, done) => {
    if (reply.statusCode >= 400 && reply.statusCode !== 422) parts.onFailure(reply.statusCode)
    done()
  })
  app.setNotFoundHandler(async (request, reply) => {
    await reply.code(404).send({ error: `no ${request.method} ${request.url.split('?')[0]}` })
  })
  app.setErrorHandler(async (error, request, reply) => {
    if (error instanceof RefusedError) return reply.code(422).send({ violations: error.violations })
    const code = codeOf(error)
    if (code !== null) return reply.code(CODES[code].http).send({ code, error: messageOf(error) })
    const status =
      typeof error === 'object' && error !== null && 'statusCode' in error
        ? Number(error.statusCode)
        : 500
    if (status >= 500)
      log.error('request failed', { method: request.method, url: request.url, error })
    return reply.code(status).send({ error: status >= 500 ? 'internal error' : messageOf(error) })
  })
}

function kindNamed(typed: string): string {
  const info = findKind(typed)
  if (info === null) throw new FlotillaError('FLT_USAGE', `there is no kind ${typed}`)
  return info.kind
}

function canonical(ref: ObjectRef): ObjectRef {
  return { ...ref, kind: kindNamed(ref.kind) }
}

/** A leased entry is held to the rules of its kind like any other. */
function leasedEntry(entry: unknown, namespace: string, name: string): ConfigObject {
  const { objects, violations } = checkFiles([{ name: 'lease', text: JSON.stringify(entry) }], {
    namespace,
    references: false,
  })
  const faults = violations.filter((violation) => violation.severity === 'error')
  const [object] = objects
  if (object === undefined || faults.length > 0) throw new RefusedError(faults)
  const { kind, metadata } = object
  if (kind !== 'WorkloadEntry' || metadata.namespace !== namespace || metadata.name !== name) {
    throw new FlotillaError(
      'FLT_USAGE',
      `a lease of ${namespace}/${name} holds a WorkloadEntry of that name`,
    )
  }
  return object
}

/** As Kubernetes shows an object, so that what is got can be applied again. */
function shown({ apiVersion, kind, metadata, spec }: ConfigObject): unknown {
  const { name, namespace, labels, annotations, creationMs, version } = metadata
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      creationTimestamp: new Date(creationMs).toISOString(),
      resourceVersion: version,
    },
    spec,
  }
}

function byName(a: ConfigObject, b: ConfigObject): number {
  const left = `${a.kind}/${a.metadata.namespace}/${a.metadata.name}`
  const right = `${b.kind}/${b.metadata.namespace}/${b.metadata.name}`
  return left < right ? -1 : 1
}

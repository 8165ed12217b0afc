/** SDS out of a file (`path_config_source`): the Secret of that name in a DiscoveryResponse. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { TlsPair } from '@flotilla/net'
import {
  type CertificateValidationContext,
  type ConfigSource,
  type DataSource,
  DiscoveryResponse,
  Secret,
} from '@flotilla/proto'
import { dataSourceText, isType, unpack } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import { pathOf } from '../xds/file-sources.ts'
import { readPair } from './key-pair.ts'
import type { Roots, SecretSource } from './secret-store.ts'
import { watchedSecret } from './watched-secret.ts'

const log = scope('proxy.tls.files')
const load = createRequire(import.meta.url)

/** The certificate of this name, and again whenever the file or what it names changes. */
export function pairOfFile(
  source: ConfigSource,
  name: string,
  at: Violations,
): SecretSource<TlsPair> | null {
  return ofFile(
    source,
    name,
    at,
    ({ tlsCertificate }, place) => {
      if (tlsCertificate === null) place.add('is no certificate')
      return tlsCertificate === null ? null : readPair(tlsCertificate, place.at('tls_certificate'))
    },
    (pair) => digestOf(`${pair.certChainPem}\n${pair.keyPem}`),
  )
}

/** The trusted roots of this name. */
export function rootsOfFile(
  source: ConfigSource,
  name: string,
  at: Violations,
): SecretSource<Roots> | null {
  return ofFile(
    source,
    name,
    at,
    ({ validationContext }, place) => {
      if (validationContext === null) place.add('is no validation context')
      else refuseBesideRoots(validationContext, place.at('validation_context'))
      const pem = dataSourceText(
        validationContext?.trustedCa ?? null,
        place.at('validation_context.trusted_ca'),
      )
      return pem === null ? null : { pem }
    },
    ({ pem }) => digestOf(pem),
  )
}

/** The rest of a validation context belongs to the context that names the secret. */
export function refuseBesideRoots(context: CertificateValidationContext, at: Violations): void {
  const { trustedCa, watchedDirectory, ...rest } = context
  const set = Object.entries(rest).filter(
    ([, value]) => value !== null && value !== false && value !== 0 && !isEmptyList(value),
  )
  for (const [name] of set) at.at(protoName(name)).unsupported('this field of a secret')
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function protoName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function ofFile<T>(
  source: ConfigSource,
  name: string,
  at: Violations,
  take: (secret: Secret, at: Violations) => T | null,
  digest: (value: T) => string,
): SecretSource<T> | null {
  const path = pathOf(source) ?? ''
  const first = readSecret(path, name)
  if (first.kind === 'bad') {
    at.add(first.reason)
    return null
  }
  const value = take(first.secret, at)
  if (value === null) return null
  const read = (): T | null => {
    const next = readSecret(path, name)
    const place = new Violations()
    const taken = next.kind === 'bad' ? null : take(next.secret, place)
    if (taken === null) {
      const detail = next.kind === 'bad' ? next.reason : place.all.map((one) => one.message).join()
      log.error('secret cannot be taken', { path, name, detail })
    }
    return taken
  }
  const watched = source.pathConfigSource?.watchedDirectory?.path ?? ''
  const folders = [watched === '' ? dirname(path) : watched, ...foldersOf(first.secret)]
  return watchedSecret(folders, read, digest)
}

type Read =
  | { readonly kind: 'ok'; readonly secret: Secret }
  | { readonly kind: 'bad'; readonly reason: string }

function readSecret(path: string, name: string): Read {
  try {
    const parsed = DiscoveryResponse.fromJson(parseText(readFileSync(path, 'utf8')))
    if (parsed.kind === 'bad')
      return bad(parsed.violations.map((one) => `${one.path}: ${one.message}`).join('; '))
    for (const resource of parsed.message.resources) {
      if (!isType(resource, Secret)) return bad(`${path} holds a resource of ${resource.typeUrl}`)
      const place = new Violations()
      const secret = unpack(Secret, resource, place)
      if (secret?.name !== name) continue
      if (place.count === 0) return { kind: 'ok', secret }
      return bad(place.all.map((one) => `${one.path}: ${one.message}`).join('; '))
    }
    return bad(`${path} holds no secret ${JSON.stringify(name)}`)
  } catch (error) {
    return bad(`${path} cannot be read: ${messageOf(error)}`)
  }
}

function bad(reason: string): Read {
  return { kind: 'bad', reason }
}

/** JSON or YAML. */
function parseText(text: string): unknown {
  if (text.trimStart().startsWith('{')) return JSON.parse(text)
  // Loaded where a file needs it, so that others do not pay for it; a compiler cannot wait.
  const { parse } = load('yaml') as typeof import('yaml') // what the package says of itself
  return parse(text)
}

/** Of the files that a secret names. */
function foldersOf({ tlsCertificate, validationContext }: Secret): readonly string[] {
  const watched =
    tlsCertificate?.watchedDirectory?.path ?? validationContext?.watchedDirectory?.path ?? ''
  if (watched !== '') return [watched]
  return [
    tlsCertificate?.certificateChain,
    tlsCertificate?.privateKey,
    validationContext?.trustedCa,
  ].flatMap(folderOf)
}

export function folderOf(source: DataSource | null | undefined): readonly string[] {
  return source?.filename == null ? [] : [dirname(source.filename)]
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

/** Immutable configuration versions: each accepted change makes the next one, and earlier ones stay readable. */
import type { DatabaseSync } from 'node:sqlite'
import { type ConfigObject, type ObjectRef, objectKey, refOf } from '@flotilla/model'
import { transaction } from './database.ts'

export type ChangeOp = 'created' | 'configured' | 'unchanged' | 'deleted' | 'missing'

export interface Change {
  readonly op: ChangeOp
  readonly kind: string
  readonly apiVersion: string
  readonly namespace: string
  readonly name: string
}

export interface VersionInfo {
  readonly version: number
  readonly parent: number
  readonly atMs: number
  readonly author: string
  readonly reason: string
  readonly changes: readonly Change[]
}

/** Who an object belongs to: only they change it. */
export type Owner = 'api' | `fs:${string}`

export interface StoredObject {
  readonly object: ConfigObject
  readonly owner: Owner
}

/** A change that is about to become a version. */
export interface Edit {
  readonly upserts: readonly ConfigObject[]
  readonly deletes: readonly ObjectRef[]
  readonly owner: Owner
  readonly author: string
  readonly reason: string
  readonly atMs: number
}

/** Versions that stay readable; older ones are forgotten. Listed in docs/limits.md. */
export const KEPT_VERSIONS = 1_000

export class VersionStore {
  private readonly database: DatabaseSync
  private readonly kept: number
  private readonly objects = new Map<string, StoredObject>()
  private version = 0

  /** Reads what is in force. */
  constructor(database: DatabaseSync, kept: number = KEPT_VERSIONS) {
    this.database = database
    this.kept = kept
    const row = database.prepare('SELECT MAX(version) AS version FROM versions').get()
    this.version = Number(row?.['version'] ?? 0)
    for (const one of database
      .prepare('SELECT object, owner FROM objects WHERE until_version IS NULL')
      .all())
      this.remember(one)
  }

  /** Number of the version in force; 0 before the first. */
  get current(): number {
    return this.version
  }

  /** Number of the oldest version that is readable; 0 before the first was made. */
  get oldest(): number {
    const row = this.database.prepare('SELECT MIN(version) AS version FROM versions').get()
    return Number(row?.['version'] ?? 0)
  }

  /** Everything in force, by object key. */
  inForce(): ReadonlyMap<string, StoredObject> {
    return this.objects
  }

  /** What an edit would change, without making it. */
  plan(edit: Pick<Edit, 'upserts' | 'deletes'>): Change[] {
    return [
      ...edit.upserts.map((object) => changeOf(object, this.opOf(object))),
      ...edit.deletes.map((ref): Change => {
        const stored = this.objects.get(objectKey(ref))
        return {
          op: stored === undefined ? 'missing' : 'deleted',
          apiVersion: stored?.object.apiVersion ?? '',
          ...ref,
        }
      }),
    ]
  }

  /** Makes the next version, durable when this returns; an edit that changes nothing makes none. */
  commit(edit: Edit): readonly Change[] {
    const changes = this.plan(edit)
    const effective = changes.filter(
      (change) => change.op !== 'unchanged' && change.op !== 'missing',
    )
    if (effective.length === 0) return changes
    const changed = new Set(effective.map(objectKey))
    const next = this.version + 1
    const upserts = edit.upserts
      .filter((object) => changed.has(objectKey(refOf(object))))
      .map((object) => this.stamped(object, next, edit.atMs))
    transaction(this.database, () => {
      this.database
        .prepare(
          'INSERT INTO versions (version, parent, at_ms, author, reason, changes) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(next, this.version, edit.atMs, edit.author, edit.reason, JSON.stringify(effective))
      for (const change of effective) this.end(change, next)
      for (const object of upserts) this.insert(object, next, edit.owner)
      this.forget(next - this.kept)
    })
    this.version = next
    for (const change of effective)
      if (change.op === 'deleted') this.objects.delete(objectKey(change))
    for (const object of upserts)
      this.objects.set(objectKey(refOf(object)), { object, owner: edit.owner })
    return changes
  }

  /** The newest versions first, at most `limit`. */
  versions(limit: number): VersionInfo[] {
    return this.database
      .prepare('SELECT * FROM versions ORDER BY version DESC LIMIT ?')
      .all(limit)
      .map(versionInfo)
  }

  /** Every object as it was in a version. */
  objectsAt(version: number): ConfigObject[] {
    return this.database
      .prepare(
        'SELECT object FROM objects WHERE from_version <= ? AND (until_version IS NULL OR until_version > ?) ORDER BY kind, namespace, name',
      )
      .all(version, version)
      .map((row) => parseObject(row['object']))
  }

  private opOf(object: ConfigObject): ChangeOp {
    const stored = this.objects.get(objectKey(refOf(object)))
    if (stored === undefined) return 'created'
    return contentOf(stored.object) === contentOf(object) ? 'unchanged' : 'configured'
  }

  /** Creation time is that of the object's first acceptance; its version is the one that changed it last. */
  private stamped(object: ConfigObject, version: number, atMs: number): ConfigObject {
    const creationMs =
      this.objects.get(objectKey(refOf(object)))?.object.metadata.creationMs ?? atMs
    return {
      ...object,
      metadata: { ...object.metadata, creationMs, version: String(version) },
    }
  }

  private end(ref: ObjectRef, version: number): void {
    this.database
      .prepare(
        'UPDATE objects SET until_version = ? WHERE kind = ? AND namespace = ? AND name = ? AND until_version IS NULL',
      )
      .run(version, ref.kind, ref.namespace, ref.name)
  }

  /** Forgets versions up to this one, and the states of objects that only they had. */
  private forget(version: number): void {
    if (version < 1) return
    this.database.prepare('DELETE FROM versions WHERE version <= ?').run(version)
    this.database.prepare('DELETE FROM objects WHERE until_version <= ?').run(version + 1)
  }

  private insert(object: ConfigObject, version: number, owner: Owner): void {
    const { kind, namespace, name } = refOf(object)
    this.database
      .prepare(
        'INSERT INTO objects (kind, namespace, name, from_version, until_version, owner, object) VALUES (?, ?, ?, ?, NULL, ?, ?)',
      )
      .run(kind, namespace, name, version, owner, JSON.stringify(object))
  }

  private remember(row: Record<string, unknown>): void {
    const object = parseObject(row['object'])
    this.objects.set(objectKey(refOf(object)), { object, owner: row['owner'] as Owner }) // written by insert()
  }
}

function changeOf(object: ConfigObject, op: ChangeOp): Change {
  return { op, apiVersion: object.apiVersion, ...refOf(object) }
}

/** What makes two states of an object equal: all but creation time, version and where it was read. */
function contentOf(object: ConfigObject): string {
  const { labels, annotations } = object.metadata
  return JSON.stringify([object.apiVersion, labels, annotations, object.spec], inKeyOrder)
}

/** For JSON.stringify: the order in which fields were written says nothing. */
function inKeyOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function parseObject(text: unknown): ConfigObject {
  return JSON.parse(String(text)) as ConfigObject // written by insert()
}

function versionInfo(row: Record<string, unknown>): VersionInfo {
  return {
    version: Number(row['version']),
    parent: Number(row['parent']),
    atMs: Number(row['at_ms']),
    author: String(row['author']),
    reason: String(row['reason']),
    changes: JSON.parse(String(row['changes'])) as Change[], // written by commit()
  }
}

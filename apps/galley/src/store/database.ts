/** Galley's SQLite database: one file in its own folder, opened whole or refused with one sentence. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FlotillaError, messageOf } from '@flotilla/errors'

/** Format of the tables; a database of another one is not touched. */
const SCHEMA_VERSION = 1
/** A galley that was just stopped may need this long to let go of the file. */
const BUSY_MS = 5_000

const TABLES = `
CREATE TABLE IF NOT EXISTS versions (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  parent INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  changes TEXT NOT NULL
) STRICT;
-- Each row is one state of one object, in force from one version until (not including) another.
CREATE TABLE IF NOT EXISTS objects (
  kind TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  from_version INTEGER NOT NULL,
  until_version INTEGER,
  owner TEXT NOT NULL,
  object TEXT NOT NULL,
  PRIMARY KEY (kind, namespace, name, from_version)
) STRICT;
CREATE INDEX IF NOT EXISTS objects_in_force ON objects (until_version);
CREATE TABLE IF NOT EXISTS leases (
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  ttl_ms INTEGER NOT NULL,
  object TEXT NOT NULL,
  PRIMARY KEY (namespace, name)
) STRICT;
CREATE TABLE IF NOT EXISTS addresses (
  slot INTEGER PRIMARY KEY AUTOINCREMENT,
  host TEXT NOT NULL UNIQUE
) STRICT;
`

/** Opens (or makes) the database of a state folder. What returns from a commit survives a crash of process or machine. */
export function openDatabase(stateDir: string, busyMs: number = BUSY_MS): DatabaseSync {
  const file = join(stateDir, 'galley.db')
  let database: DatabaseSync | null = null
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 })
    database = new DatabaseSync(file, { timeout: busyMs })
    // One galley per folder: the lock goes with the process, however it ends.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;')
    // An accepted version survives a crash of the machine too.
    database.exec('PRAGMA synchronous = FULL;')
    const found = pragmaOf(database, 'user_version')
    if (found !== 0 && found !== SCHEMA_VERSION)
      throw new FlotillaError(
        'FLT_STORE_FAILED',
        `the database ${file} has format ${found} and this galley reads ${SCHEMA_VERSION}; start the galley that made it, or give this one another --state folder`,
      )
    const health = pragmaOf(database, 'quick_check(1)')
    if (health !== 'ok') throw damaged(file, String(health), undefined)
    database.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`)
    return database
  } catch (cause) {
    database?.close()
    throw openError(file, cause)
  }
}

function pragmaOf(database: DatabaseSync, pragma: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
}

/** Result codes of SQLite, https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

function openError(file: string, cause: unknown): FlotillaError {
  if (cause instanceof FlotillaError) return cause
  const code =
    typeof cause === 'object' && cause !== null && 'errcode' in cause ? cause.errcode : null
  const detail = messageOf(cause)
  if (code === SQLITE_BUSY)
    return new FlotillaError(
      'FLT_STORE_FAILED',
      `the database ${file} is in use by another galley; stop it, or give this one another --state folder`,
      { cause },
    )
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) return damaged(file, detail, cause)
  return new FlotillaError(
    'FLT_STORE_FAILED',
    `the database ${file} cannot be opened (${detail}); check that its folder exists and may be written`,
    { cause },
  )
}

function damaged(file: string, detail: string, cause: unknown): FlotillaError {
  return new FlotillaError(
    'FLT_STORE_FAILED',
    `the database ${file} is damaged (${detail}); restore a copy, or move it away to start without its versions`,
    { cause },
  )
}

/** Runs `action` in one transaction: all of it, or none. Yields FLT_STORE_FAILED. */
export function transaction<T>(database: DatabaseSync, action: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = action()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // Some failures (a full disk) end the transaction by themselves.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  } catch (cause) {
    throw new FlotillaError(
      'FLT_STORE_FAILED',
      `the change could not be written to the database (${messageOf(cause)}); nothing was applied`,
      { cause, retryable: true },
    )
  }
}

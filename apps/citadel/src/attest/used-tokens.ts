/**
 * Ids of join tokens that were used, one empty file each: creating it is the one atomic step that decides who was first,
 * also between two processes, and it is on disk before anything is issued. Files go once their token has expired anyway.
 */
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { makePrivateFolder, syncFolder } from '@flotilla/identity/internal'

/** Ids kept after their expiry: a clock that is set back must not make a token new. */
const KEEP_AFTER_EXPIRY_SEC = 3_600
const NAME = /^(\d{1,16})-[A-Za-z0-9_-]{22}$/

export class UsedTokens {
  private readonly dir: string

  constructor(stateDir: string) {
    this.dir = join(stateDir, 'used-tokens')
  }

  /** Throws FLT_STORE_FAILED. */
  open(): void {
    try {
      makePrivateFolder(this.dir)
    } catch (cause) {
      throw failed(this.dir, cause)
    }
  }

  /**
   * Marks a token as used, durably. False where it was used before. Throws FLT_STORE_FAILED: then nothing may be issued.
   * @param jti checked to be 22 characters of base64url.
   */
  use(jti: string, expSec: number): boolean {
    const path = join(this.dir, `${expSec}-${jti}`)
    try {
      closeSync(openSync(path, 'wx', 0o600))
    } catch (cause) {
      if (systemCodeOf(cause) === 'EEXIST') return false
      throw failed(path, cause)
    }
    try {
      syncFolder(this.dir)
    } catch (cause) {
      throw failed(path, cause)
    }
    return true
  }

  /** Removes ids whose tokens expired an hour ago or more. Cost: one look at the folder. */
  sweep(nowMs: number): void {
    for (const name of readdirSync(this.dir)) {
      const expSec = Number(NAME.exec(name)?.[1] ?? Number.POSITIVE_INFINITY)
      if ((expSec + KEEP_AFTER_EXPIRY_SEC) * 1000 < nowMs)
        rmSync(join(this.dir, name), { force: true })
    }
  }
}

function failed(path: string, cause: unknown): FlotillaError {
  return new FlotillaError(
    'FLT_STORE_FAILED',
    `cannot keep used tokens in ${path}: ${messageOf(cause)}`,
    { cause },
  )
}

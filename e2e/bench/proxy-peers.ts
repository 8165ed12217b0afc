/** Starts each proxy under test, and the backend behind all of them, pinned to their cores. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { adopt } from '../src/children.ts'
import { ROOT } from '../src/cli.ts'
import type { BenchFiles, BenchPorts, PeerName } from './proxy-rows.ts'

/** The proxy has the first core for itself; load and backend share the second. */
export const PROXY_CORE = '0'
export const LOAD_CORE = '1'
/** The checkout whose proxy is measured. */
const TREE = process.env['FLOTILLA_TREE'] ?? ROOT

export interface Running {
  readonly pid: number
  stop(): Promise<void>
}

/** @param config text of its configuration file. */
export async function startPeer(
  peer: PeerName,
  program: string,
  config: string,
  ports: BenchPorts,
  files: BenchFiles,
): Promise<Running> {
  const file = join(files.folder, `${peer}.conf`)
  writeFileSync(file, config)
  const command: Readonly<Record<PeerName, readonly string[]>> = {
    envoy: [program, '-c', file, '--concurrency', '1', '-l', 'critical', '--disable-hot-restart'],
    nginx: [program, '-c', file, '-p', files.folder, '-e', join(files.folder, 'error.log')],
    haproxy: [program, '-f', file, '-db'],
    ours: [process.execPath, join(TREE, 'apps', 'cli', 'src', 'main.ts'), 'proxy', '-c', file],
  }
  return start(peer, PROXY_CORE, command[peer], ports.proxy)
}

/** nginx answers for all: 1 KB, 1 MB under /big, and gRPC's empty message with its trailer on the HTTP/2 port. */
export function startBackend(
  program: string,
  ports: BenchPorts,
  files: BenchFiles,
): Promise<Running> {
  const folder = join(files.folder, 'backend')
  mkdirSync(join(folder, 'www'), { recursive: true })
  writeFileSync(join(folder, 'www', 'big'), Buffer.alloc(1_048_576, 'x'))
  const file = join(folder, 'backend.conf')
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  writeFileSync(
    file,
    `daemon off; master_process off; worker_processes 1; worker_rlimit_nofile 20000; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections 19000; }
http { access_log off; ${temp} keepalive_requests 100000000; keepalive_timeout 3600s; http2_max_requests 100000000; sendfile on; open_file_cache max=10;
  server { listen 127.0.0.1:${ports.http1}; root ${folder}/www; location = /big { } location / { return 200 "${'a'.repeat(1024)}"; } }
  server { listen 127.0.0.1:${ports.http2} http2; location / { default_type application/grpc; add_trailer grpc-status 0; return 200 "     "; } } }`,
  )
  return start(
    'backend',
    LOAD_CORE,
    [program, '-c', file, '-p', folder, '-e', join(folder, 'error.log')],
    ports.http1,
  )
}

async function start(
  name: string,
  core: string,
  command: readonly string[],
  port: number,
): Promise<Running> {
  const child: ChildProcess = adopt(
    spawn('taskset', ['-c', core, ...command], { stdio: ['ignore', 'ignore', 'pipe'] }),
  )
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-4_096)
  })
  let hasExited = false
  const exited = new Promise<void>((resolve) => {
    child.on('error', () => resolve())
    child.on('exit', () => {
      hasExited = true
      resolve()
    })
  })
  for (let turns = 0; turns < 500 && !hasExited && !(await accepts(port)); turns++) await sleep(20)
  if (hasExited || child.pid === undefined) throw new Error(`${name} does not start: ${errors}`)
  const { pid } = child
  return {
    pid,
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

/** The real origins: nginx and HAProxy, each in front of a recorder that shows how it read what it got, and Node, which records itself. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { adopt } from '../src/children.ts'

/** A request as one origin understood it: method, target, the vector's id, the body. */
export interface Reading {
  readonly method: string
  readonly target: string
  readonly id: string
  readonly body: string
}

export interface Origin {
  readonly name: string
  /** Where the proxy sends requests. */
  readonly port: number
  /** Takes what was read since the last call. */
  take(): readonly Reading[]
  stop(): Promise<void>
}

/** Node's own parser, which tells what it read. The answer repeats the id, so that answers show whose they are. */
export function startNode(port: number): Promise<Origin> {
  let readings: Reading[] = []
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined) // a body that was cut off: shown by the missing reading
    request.on('end', () => {
      const id = String(request.headers['x-t'] ?? '')
      const body = Buffer.concat(chunks).toString('latin1')
      readings.push({ method: request.method ?? '', target: request.url ?? '', id, body })
      response.setHeader('x-for', id)
      response.end(`for ${id}`)
    })
  })
  server.on('connect', (request, socket: net.Socket) => {
    socket.on('error', () => socket.destroy())
    readings.push({ method: 'CONNECT', target: request.url ?? '', id: '', body: '' })
    socket.destroy()
  })
  server.on('upgrade', (request, socket: net.Socket) => {
    socket.on('error', () => socket.destroy())
    const id = String(request.headers['x-t'] ?? '')
    readings.push({ method: request.method ?? '', target: request.url ?? '', id, body: '' })
    socket.end('HTTP/1.1 400 no\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () =>
      resolve({
        name: 'node',
        port,
        take: () => {
          const taken = readings
          readings = []
          return taken
        },
        stop: async () => {
          server.closeAllConnections()
          await new Promise<void>((done) => server.close(() => done()))
        },
      }),
    )
  })
}

/** nginx before a recorder. */
export async function startNginx(
  program: string,
  folder: string,
  port: number,
  recorderPort: number,
): Promise<Origin> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'nginx.conf')
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ')
  writeFileSync(
    file,
    `daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http { access_log off; ${paths} large_client_header_buffers 8 256k; client_max_body_size 10m;
  server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${recorderPort}; proxy_http_version 1.1; } } }`,
  )
  const flags = ['-c', file, '-p', folder, '-e', join(folder, 'error.log')]
  return before('nginx', port, recorderPort, spawn(program, flags, { stdio: 'ignore' }))
}

/** HAProxy before a recorder. */
export async function startHaproxy(
  program: string,
  folder: string,
  port: number,
  recorderPort: number,
): Promise<Origin> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(
    file,
    `global
  tune.bufsize 300000
  tune.http.maxhdr 8000
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
frontend f
  bind 127.0.0.1:${port}
  default_backend b
backend b
  server s 127.0.0.1:${recorderPort}
`,
  )
  return before(
    'haproxy',
    port,
    recorderPort,
    spawn(program, ['-f', file, '-db'], { stdio: 'ignore' }),
  )
}

async function before(
  name: string,
  port: number,
  recorderPort: number,
  child: ChildProcess,
): Promise<Origin> {
  const recorder = await startNode(recorderPort)
  adopt(child)
  let hasExited = false
  const exited = new Promise<void>((resolve) => {
    child.on('error', () => resolve())
    child.on('exit', () => {
      hasExited = true
      resolve()
    })
  })
  for (let turns = 0; turns < 250 && !hasExited && !(await accepts(port)); turns++) await sleep(20)
  if (hasExited) throw new Error(`${name} does not start`)
  return {
    name,
    port,
    take: () => recorder.take(),
    stop: async () => {
      child.kill('SIGKILL')
      await exited
      await recorder.stop()
    },
  }
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

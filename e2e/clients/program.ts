/** Runs the clients and servers under test as processes of their own, and keeps their bytes as they came. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import net from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RunOptions {
  readonly input?: string | Buffer
  /** A file whose bytes become standard input. */
  readonly inputFile?: string
  readonly env?: Readonly<Record<string, string>>
  /** Default 30 s; then the program is killed, which shows as code 128. */
  readonly timeoutMs?: number
}

export interface RunResult {
  readonly code: number
  readonly stdout: Buffer
  /** Standard output as text. */
  readonly text: string
  readonly stderr: string
}

/** A program to its end. */
export function run(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs ?? 30_000,
      killSignal: 'SIGKILL',
    })
    const chunks: Buffer[] = []
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-65_536)
    })
    child.stdin.on('error', () => undefined) // the program ended without reading
    if (options.inputFile === undefined) child.stdin.end(options.input ?? '')
    else createReadStream(options.inputFile).pipe(child.stdin)
    child.on('error', reject)
    child.on('close', (code) => {
      const stdout = Buffer.concat(chunks)
      resolve({ code: code ?? 128, stdout, text: stdout.toString('utf8'), stderr })
    })
  })
}

/** The same, and an end other than 0 is an error that shows what the program said. */
export async function runWell(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await run(file, args, options)
  if (result.code !== 0)
    throw new Error(
      `${file} ${args.join(' ')}: exit ${result.code}\n${result.stderr.slice(-2_000)}\n${result.text.slice(-1_000)}`,
    )
  return result
}

export interface Server {
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a server and waits until its port takes connections. Killed at the end by SIGTERM, after two seconds by SIGKILL. */
export async function startServer(
  file: string,
  args: readonly string[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child: ChildProcess = spawn(file, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let output = ''
  const note = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-16_384)
  }
  child.stdout?.on('data', note)
  child.stderr?.on('data', note)
  let hasExited = false
  const exited = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      output += error.message
      hasExited = true
      resolve()
    })
    child.on('exit', () => {
      hasExited = true
      resolve()
    })
  })
  const stop = async (): Promise<void> => {
    if (!hasExited) child.kill('SIGTERM')
    const killing = setTimeout(() => child.kill('SIGKILL'), 2_000)
    await exited
    clearTimeout(killing)
  }
  for (let turns = 0; turns < 1_000 && !hasExited; turns++) {
    if (await accepts(port)) return { pid: child.pid ?? 0, stop }
    await sleep(20)
  }
  await stop()
  throw new Error(`${file} does not listen on ${port}: ${output.trim().slice(-2_000)}`)
}

/** A port that was free a moment ago, for servers that cannot choose one by themselves. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo // a TCP server's
      server.close(() => resolve(port))
    })
  })
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

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

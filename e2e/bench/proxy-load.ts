/** The load generators of the proxy bench, and what they say. */
import { spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOAD_CORE } from './proxy-peers.ts'
import type { BenchFiles, BenchPorts, Row } from './proxy-rows.ts'

export interface LoadFigures {
  readonly requests: number
  readonly failed: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface LoadTools {
  readonly wrk: string
  readonly h2load: string
}

export function runLoad(
  kind: Row['load'],
  tools: LoadTools,
  ports: BenchPorts,
  files: BenchFiles,
  seconds: number,
): Promise<LoadFigures> {
  const at = `127.0.0.1:${ports.proxy}`
  switch (kind) {
    case 'wrk':
      return wrk(tools, seconds, 64, `http://${at}/`)
    case 'wrk-tls':
      return wrk(tools, seconds, 64, `https://${at}/`)
    case 'bytes':
      return wrk(tools, seconds, 16, `http://${at}/big`)
    case 'h2load':
      return h2load(tools, files, seconds, [`http://${at}/`])
    case 'grpc': {
      const body = join(files.folder, 'message')
      writeFileSync(body, Buffer.from([0, 0, 0, 0, 5, 10, 3, 97, 98, 99]))
      const headers = ['content-type: application/grpc', 'te: trailers']
      return h2load(tools, files, seconds, [
        ...headers.flatMap((header) => ['-H', header]),
        '-d',
        body,
        `http://${at}/helloworld.Greeter/SayHello`,
      ])
    }
  }
}

async function wrk(
  tools: LoadTools,
  seconds: number,
  connections: number,
  url: string,
): Promise<LoadFigures> {
  const flags = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--latency', url]
  const text = await output([tools.wrk, ...flags])
  const ms = (percent: number): number => {
    const [, value = '0', unit = 'ms'] =
      new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(text) ?? []
    return Number(value) * (unit === 'us' ? 0.001 : unit === 's' ? 1_000 : 1)
  }
  const count = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0)
  const sockets = [...(/Socket errors:.*/.exec(text)?.[0] ?? '').matchAll(/\d+/g)]
  return {
    requests: count(/(\d+) requests in/),
    failed:
      count(/Non-2xx or 3xx responses: (\d+)/) +
      sockets.reduce((sum, one) => sum + Number(one[0]), 0),
    perSecond: count(/Requests\/sec:\s+([\d.]+)/),
    p50Ms: ms(50),
    p99Ms: ms(99),
  }
}

async function h2load(
  tools: LoadTools,
  files: BenchFiles,
  seconds: number,
  rest: readonly string[],
): Promise<LoadFigures> {
  const log = join(files.folder, 'h2load.log')
  rmSync(log, { force: true })
  const flags = ['-D', String(seconds), '-c', '8', '-m', '16', '-t', '1', `--log-file=${log}`]
  const text = await output([tools.h2load, ...flags, ...rest])
  // A line for each request: its start, status and time in µs.
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
  const times = Float64Array.from(lines, (line) => Number(line.split('\t')[2] ?? 0)).sort()
  const at = (share: number): number => (times[Math.floor(times.length * share)] ?? 0) / 1_000
  const bad = lines.filter((line) => !line.split('\t')[1]?.startsWith('2')).length
  const failed = Number(/(\d+) failed, (\d+) errored/.exec(text)?.[1] ?? 0) + bad
  return {
    requests: lines.length,
    failed,
    perSecond: lines.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }
}

function output(command: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('taskset', ['-c', LOAD_CORE, ...command], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
    })
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0
        ? resolve(text)
        : reject(new Error(`${command[0]} ended with ${code}: ${text.slice(-500)}`)),
    )
  })
}

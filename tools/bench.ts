/** npm run bench -- NAME: runs a benchmark by name, or every *.bench.ts below a folder. Never part of a test. */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { ROOT } from './workspace.ts'

const NAMED: Readonly<Record<string, { about: string; file: string }>> = {
  mesh: {
    about: 'the whole sample: CPU per request, latency, memory, cache hits of every process',
    file: 'e2e/src/bench/mesh.ts',
  },
  mixer: {
    about:
      'expressions, Check, Report, and a proxy with edge bundle and reports beside one without',
    file: 'e2e/bench/mixer.ts',
  },
  proxy: {
    about: 'Envoy, nginx, HAProxy and ours on the same file: CPU per request, latency, memory',
    file: 'e2e/bench/proxy.ts',
  },
}

const [name, ...args] = process.argv.slice(2)
const named = name === undefined ? undefined : NAMED[name]
const path = name === undefined ? '' : resolve(name)
if (named !== undefined) process.exitCode = run([join(ROOT, named.file)], args)
else if (name !== undefined && existsSync(path)) process.exitCode = run(benches(path), args)
else {
  process.stderr.write('usage: npm run bench -- NAME|FOLDER\n\n')
  for (const [key, { about }] of Object.entries(NAMED))
    process.stderr.write(`  ${key.padEnd(8)} ${about}\n`)
  process.stderr.write(
    '  FOLDER   every *.bench.ts below it, like libs/cexl\n\nExample: npm run bench -- mesh\n',
  )
  process.exitCode = 2
}

function benches(at: string): string[] {
  if (!statSync(at).isDirectory()) return [at]
  return globSync('**/*.bench.ts', { cwd: at, exclude: ['**/node_modules/**'] })
    .map((file) => join(at, file))
    .sort()
}

function run(files: readonly string[], rest: readonly string[]): number {
  let worst = 0
  for (const file of files) {
    const result = spawnSync(process.execPath, [file, ...rest], { cwd: ROOT, stdio: 'inherit' })
    worst = Math.max(worst, result.status ?? 1)
  }
  return files.length === 0 ? 2 : worst
}

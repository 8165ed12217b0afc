// Runs a TypeScript file of this repository with the pinned Node: node bin/run.mjs FILE [ARGS]. Installs first when needed.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { ROOT, setup } from './setup.mjs'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs FILE with ARGS on the pinned Node and ends this process with the same exit code. */
export function run(file, args) {
  const node = setup()
  const child = spawn(node, [file, ...args], {
    stdio: 'inherit',
    env: {
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compile'),
      ...process.env,
      PATH: `${dirname(node)}:${process.env.PATH}`,
    },
  })
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`flotilla: cannot start ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2)
  run(resolve(file), args)
}

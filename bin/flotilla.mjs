#!/usr/bin/env node
// The flotilla command: finds the pinned Node and starts the command line with it. Plain JavaScript for any Node >= 20.
import { join } from 'node:path'
import process from 'node:process'
import { run } from './run.mjs'
import { ROOT } from './setup.mjs'

run(join(ROOT, 'apps', 'cli', 'src', 'main.ts'), process.argv.slice(2))

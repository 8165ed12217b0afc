/** The life of a program: flags, start, one ready line, an orderly end on a signal, and its exit code. */
import process from 'node:process'
import { codeOf, messageOf, systemCodeOf } from '@flotilla/errors'
import { type LogLevel, scope, setLogLevel } from '@flotilla/log'

/** Name to `host:port`, as the ready line shows them. */
export type Addresses = Readonly<Record<string, string>>

/** What runs. Built without I/O, then started once and closed once. */
export interface ProgramPart {
  /** Resolves when it serves. Rejects with one sentence where it cannot, and also where it is closed before. */
  start(): Promise<Addresses>
  /** Drains and closes, also while it still starts. */
  close(): Promise<void>
  /** Resolves when it ended, by `close` or by itself, and rejects where it cannot go on; asked for once, as it starts. */
  whenEnded?(): Promise<void>
}

export interface Program<C> {
  /** `pilot`, `galley`, …: the kind in the ready line, and who speaks in messages. */
  readonly kind: string
  /** Bits that files and sockets are made without. Default 0o077: keys are nobody else's; null leaves the caller's. */
  readonly umask?: number | null
  /** Arguments without program and script. Throws commander's error, or FLT_USAGE. */
  readonly parse: (args: readonly string[]) => C | Promise<C>
  /** null: what the flags asked for is done, there is nothing to serve. */
  readonly build: (config: C) => Promise<ProgramPart | null> | ProgramPart | null
}

/** What a program needs of its process; tests bring their own. */
export interface ProgramProcess {
  readonly args: readonly string[]
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  onSignal(signal: 'SIGTERM' | 'SIGINT', listener: () => void): void
  umask(mask: number): void
  exit(code: number): void
}

const EXIT_DONE = 0
const EXIT_FAILED = 1
const EXIT_USAGE = 2
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/**
 * Runs until the program has ended, then exits: 0 after a signal or help, 1 where it cannot start or go on, 2 for wrong
 * flags. Signals after the first change nothing: a terminal sends one to each process of a command.
 */
export async function runProgram<C extends { readonly logLevel: LogLevel }>(
  program: Program<C>,
  machine: ProgramProcess = MACHINE,
): Promise<void> {
  let wrongCode = EXIT_USAGE
  try {
    if (program.umask !== null) machine.umask(program.umask ?? 0o077)
    const config = await program.parse(machine.args)
    wrongCode = EXIT_FAILED
    setLogLevel(config.logLevel)
    const part = await program.build(config)
    if (part !== null) await live(program.kind, part, machine)
    machine.exit(EXIT_DONE)
  } catch (error) {
    if (isCommanders(error) && 'exitCode' in error && error.exitCode === 0) machine.exit(EXIT_DONE)
    else {
      report(program.kind, error, machine)
      machine.exit(wrongCode)
    }
  }
}

/** Resolves when the part has ended in order. */
async function live(kind: string, part: ProgramPart, machine: ProgramProcess): Promise<void> {
  const stopped = Promise.withResolvers<void>()
  let isStopping = false
  for (const signal of SIGNALS)
    machine.onSignal(signal, () => {
      if (isStopping) return
      isStopping = true
      part.close().then(stopped.resolve, stopped.reject)
    })
  const served = part.start().then(
    (addresses) => {
      if (isStopping) return stopped.promise
      machine.stdout.write(`${JSON.stringify({ event: 'ready', kind, addresses })}\n`)
      return stopped.promise
    },
    (error: unknown) => {
      // Closed before it served: what start says then is no news.
      if (isStopping) return stopped.promise
      throw error
    },
  )
  await Promise.race([served, stopped.promise, part.whenEnded?.() ?? stopped.promise])
}

/** One sentence for the person at the terminal; what is not ours also goes to the log. */
function report(kind: string, error: unknown, { stderr }: ProgramProcess): void {
  // Commander has printed its own sentence already.
  if (isCommanders(error)) return
  const code = codeOf(error)
  if (code === null) scope(kind).error('cannot go on', { error })
  stderr.write(`${kind}: ${messageOf(error)}${code === null ? '' : ` [${code}]`}\n`)
}

/** By its code, so that a program without commander needs none of it. */
function isCommanders(error: unknown): error is object {
  return systemCodeOf(error)?.startsWith('commander.') === true
}

const MACHINE: ProgramProcess = {
  args: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  onSignal: (signal, listener) => {
    process.on(signal, listener)
  },
  umask: (mask) => {
    process.umask(mask)
  },
  exit: (code) => {
    process.exit(code)
  },
}

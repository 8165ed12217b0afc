/** The life of a program on a machine of the test: what it prints, when it closes, with which code it ends. */
import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { FlotillaError } from '@flotilla/errors'
import type { LogLevel } from '@flotilla/log'
import { programCommand } from './flags.ts'
import { type Program, type ProgramPart, type ProgramProcess, runProgram } from './run-program.ts'

interface Config {
  readonly logLevel: LogLevel
}

class TestMachine implements ProgramProcess {
  readonly args: readonly string[]
  readonly out: string[] = []
  readonly err: string[] = []
  readonly exits: number[] = []
  readonly masks: number[] = []
  readonly stdout = { write: (text: string) => this.out.push(text) }
  readonly stderr = { write: (text: string) => this.err.push(text) }
  private readonly listeners = new Map<string, () => void>()

  constructor(...args: string[]) {
    this.args = args
  }

  onSignal(signal: string, listener: () => void): void {
    this.listeners.set(signal, listener)
  }

  umask(mask: number): void {
    this.masks.push(mask)
  }

  exit(code: number): void {
    this.exits.push(code)
  }

  send(signal: 'SIGTERM' | 'SIGINT'): void {
    this.listeners.get(signal)?.()
  }
}

class TestPart implements ProgramPart {
  readonly starting = Promise.withResolvers<Record<string, string>>()
  readonly started = Promise.withResolvers<void>()
  closes = 0
  onClose: () => Promise<void> = () => Promise.resolve()

  start(): Promise<Record<string, string>> {
    this.started.resolve()
    return this.starting.promise
  }

  close(): Promise<void> {
    this.closes++
    return this.onClose()
  }
}

function program(part: ProgramPart | null): Program<Config> {
  return {
    kind: 'thing',
    parse: (args) =>
      programCommand('thing', 'Does nothing.', ['flotilla thing'])
        .parse(args, { from: 'user' })
        .opts<Config>(),
    build: () => part,
  }
}

async function served(): Promise<{ part: TestPart; machine: TestMachine; ended: Promise<void> }> {
  const part = new TestPart()
  const machine = new TestMachine('--log-level', 'error')
  const ended = runProgram(program(part), machine)
  await part.started.promise
  part.starting.resolve({ grpc: '127.0.0.1:1' })
  await part.starting.promise
  await Promise.resolve()
  return { part, machine, ended }
}

test('one ready line; the first signal closes, later ones change nothing, and the end is 0', async () => {
  const { part, machine, ended } = await served()
  assert.deepEqual(machine.out, [
    '{"event":"ready","kind":"thing","addresses":{"grpc":"127.0.0.1:1"}}\n',
  ])
  machine.send('SIGINT')
  machine.send('SIGTERM')
  await ended
  assert.deepEqual([part.closes, machine.exits, machine.err, machine.masks], [1, [0], [], [0o077]])
})

test('a signal while it starts closes it, and says nothing of the start that failed by it', async () => {
  const part = new TestPart()
  part.onClose = async () => part.starting.reject(new Error('closed'))
  const machine = new TestMachine('--log-level', 'error')
  const ended = runProgram(program(part), machine)
  await part.started.promise
  machine.send('SIGTERM')
  await ended
  assert.deepEqual([machine.exits, machine.out, machine.err], [[0], [], []])
})

test('a start that never ends does not keep a stopped program', async () => {
  const part = new TestPart()
  const machine = new TestMachine('--log-level', 'error')
  const ended = runProgram(program(part), machine)
  await part.started.promise
  machine.send('SIGTERM')
  await ended
  assert.deepEqual([part.closes, machine.exits], [1, [0]])
})

test('closing that fails ends with 1 and the reason', async () => {
  const { part, machine, ended } = await served()
  part.onClose = () => Promise.reject(new FlotillaError('FLT_NOT_RUNNING', 'no store'))
  machine.send('SIGTERM')
  await ended
  assert.deepEqual([machine.exits, machine.err], [[1], ['thing: no store [FLT_NOT_RUNNING]\n']])
})

test('a part that ends by itself ends the program', async () => {
  const end = Promise.withResolvers<void>()
  const part = Object.assign(new TestPart(), { whenEnded: () => end.promise })
  const machine = new TestMachine('--log-level', 'error')
  const ended = runProgram(program(part), machine)
  await part.started.promise
  end.resolve()
  await ended
  assert.deepEqual([machine.exits, machine.out, part.closes], [[0], [], 0])
})

const FAILURES: readonly (readonly [string, 'parse' | 'build', number])[] = [
  ['flags that contradict each other', 'parse', 2],
  ['what cannot be used', 'build', 1],
]
for (const [name, step, code] of FAILURES) {
  test(`${name} ends with ${code} and one sentence`, async () => {
    const machine = new TestMachine('--log-level', 'error')
    const fail = (): never => {
      throw new FlotillaError('FLT_USAGE', 'that is not to be had')
    }
    await runProgram({ ...program(null), [step]: fail }, machine)
    assert.deepEqual(
      [machine.exits, machine.err],
      [[code], ['thing: that is not to be had [FLT_USAGE]\n']],
    )
  })
}

test('work that is done at once ends with 0 and no ready line', async () => {
  const machine = new TestMachine('--log-level', 'error')
  await runProgram({ ...program(null), umask: null }, machine)
  assert.deepEqual([machine.exits, machine.out, machine.masks], [[0], [], []])
})

test('help ends with 0, an unknown flag with 2', async (t) => {
  const out = t.mock.method(process.stdout, 'write', () => true)
  const err = t.mock.method(process.stderr, 'write', () => true)
  const [help, unknown] = [new TestMachine('--help'), new TestMachine('--nope')]
  await runProgram(program(null), help)
  await runProgram(program(null), unknown)
  const text = out.mock.calls.map((call) => String(call.arguments[0])).join('')
  const mistake = err.mock.calls.map((call) => String(call.arguments[0])).join('')
  out.mock.restore()
  err.mock.restore()
  assert.match(text, /Example:\n {2}flotilla thing/)
  assert.match(mistake, /unknown option '--nope'/)
  assert.deepEqual([help.exits, unknown.exits], [[0], [2]])
})

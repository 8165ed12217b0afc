/** The thread of an isolated adapter: loads the package, keeps a handler per session, and answers calls as an adapter out of process does. */
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import {
  type Adapter,
  Code,
  type Handler,
  type HandlerWiring,
  OK,
  type Status,
  Variety,
} from '@flotilla/adapter-sdk'
import {
  decodeHandleRequest,
  decodeSessionRequest,
  encodeCheckResult,
  encodeQuotaResult,
  encodeSessionResponse,
  encodeStatusResponse,
} from '@flotilla/dispatch'
import { messageOf } from '@flotilla/errors'
import type { FromThread, ThreadData, ToThread } from './messages.ts'
import { type ThreadEnv, threadEnv } from './thread-env.ts'

const data = workerData as ThreadData // given by the host
const send = (message: FromThread): void => parentPort?.postMessage(message)
const NO_BYTES = new Uint8Array()

interface Session {
  readonly handler: Handler
  readonly env: ThreadEnv
}

class Failure extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

class AdapterThread {
  private readonly adapter: Adapter
  private readonly sessions = new Map<string, Session>()
  private created = 0

  constructor(adapter: Adapter) {
    this.adapter = adapter
  }

  async answer(path: string, bytes: Uint8Array, session: string): Promise<Uint8Array> {
    const method = path.slice(path.lastIndexOf('/') + 1)
    if (method === 'Validate') return encodeStatusResponse(this.accepted(bytes).status)
    if (method === 'CreateSession') return this.create(bytes)
    if (method === 'CloseSession') return this.closeSession(bytes)
    const found = this.sessions.get(session)
    if (found === undefined) throw new Failure(Code.notFound, 'unknown session')
    return handle(found.handler, path, bytes)
  }

  private accepted(bytes: Uint8Array) {
    const { config, instances } = decodeSessionRequest(bytes)
    const params: unknown = config.length === 0 ? {} : JSON.parse(Buffer.from(config).toString())
    const wiring: HandlerWiring = { handler: data.handler, instances, previous: null }
    const acceptance = this.adapter.accept(params, 'spec.params', wiring)
    const status: Status =
      acceptance.kind === 'ok'
        ? OK
        : {
            code: Code.invalidArgument,
            message: acceptance.violations.map((one) => `${one.path}: ${one.message}`).join('; '),
            directResponse: null,
          }
    return { acceptance, status, wiring }
  }

  private async create(bytes: Uint8Array): Promise<Uint8Array> {
    const { acceptance, status, wiring } = this.accepted(bytes)
    if (acceptance.kind === 'bad') return encodeSessionResponse('', status)
    const env = threadEnv(data.handler, send)
    try {
      const handler = await acceptance.accepted.build(env.env, wiring)
      const id = `${process.pid}-${++this.created}`
      this.sessions.set(id, { handler, env })
      return encodeSessionResponse(id, OK)
    } catch (error) {
      env.close()
      throw error
    }
  }

  /** The host closes one session only: all that there are. */
  private async closeSession(_bytes: Uint8Array): Promise<Uint8Array> {
    for (const [id, { handler, env }] of this.sessions) {
      this.sessions.delete(id)
      env.close()
      await handler.close()
    }
    return encodeStatusResponse(OK)
  }
}

async function handle(handler: Handler, path: string, bytes: Uint8Array): Promise<Uint8Array> {
  const { template, instances, quota } = decodeHandleRequest(path, bytes)
  const first = instances[0]
  if (first === undefined) return NO_BYTES
  // Instances are of the template's own kind: they were decoded by it.
  if (template.variety === Variety.report && handler.handleReport !== undefined) {
    await handler.handleReport(instances as Parameters<typeof handler.handleReport>[0]) // see above
    return NO_BYTES
  }
  if (template.variety === Variety.quota && handler.handleQuota !== undefined && quota !== null) {
    const instance = first as Parameters<typeof handler.handleQuota>[0] // see above
    return encodeQuotaResult(first.name, await handler.handleQuota(instance, quota))
  }
  if (template.variety === Variety.check && handler.handleCheck !== undefined) {
    const instance = first as Parameters<typeof handler.handleCheck>[0] // see above
    return encodeCheckResult(await handler.handleCheck(instance))
  }
  throw new Failure(Code.unimplemented, `the adapter does not handle ${template.name}`)
}

function isAdapter(value: unknown): value is Adapter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'accept' in value &&
    typeof value.accept === 'function' &&
    'name' in value &&
    typeof value.name === 'string' &&
    'templates' in value
  )
}

async function start(): Promise<void> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(data.file).href)
  const adapter = Object.values(module).find(isAdapter)
  if (adapter === undefined) {
    send({ kind: 'unusable', reason: `${data.file} exports no adapter` })
    return
  }
  const thread = new AdapterThread(adapter)
  parentPort?.on('message', (message: ToThread) => {
    if (message.kind === 'ping') {
      send({ kind: 'pong' })
      return
    }
    const { id, path, bytes, session } = message
    send({ kind: 'started', id })
    thread.answer(path, bytes, session).then(
      (answer) => send({ kind: 'answer', id, bytes: answer }),
      (error: unknown) =>
        send({
          kind: 'failed',
          id,
          code: error instanceof Failure ? error.code : Code.unknown,
          reason: messageOf(error),
        }),
    )
  })
  send({ kind: 'ready', name: adapter.name, templates: adapter.templates })
}

try {
  await start()
} catch (error) {
  send({ kind: 'unusable', reason: `${data.file} cannot be loaded: ${messageOf(error)}` })
}

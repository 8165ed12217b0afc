/** The raw client: sends the bytes of an exchange and reads what comes back, until the connection's fate is known. */
import net from 'node:net'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { fieldValue, parseMessage } from './message.ts'
import type { Exchange, Fate, SeenMessage } from './model.ts'
import { play } from './origin.ts'

export interface ClientResult {
  readonly responses: readonly SeenMessage[]
  readonly rest: string
  readonly fate: Fate
  readonly localPort: number
  readonly isTimedOut: boolean
}

export interface ClientOptions {
  readonly port: number
  readonly adminPort: number
  /** How long an open connection is watched after the last response. */
  readonly settleMs: number
  readonly timeoutMs: number
  readonly credentials: { readonly key: string; readonly cert: string; readonly ca: string }
}

/** A connection that says it closes is given this long to do so. */
const CLOSE_GRACE_MS = 1_500
const STEP_MS = 4

export async function runClient(
  exchange: Exchange,
  id: string,
  options: ClientOptions,
): Promise<ClientResult> {
  const socket = await connect(exchange, options)
  if (socket === null)
    return { responses: [], rest: '', fate: 'refused', localPort: 0, isTimedOut: false }
  const localPort = socket.localPort ?? 0
  let bytes = ''
  let fate: Fate = 'open'
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.toString('latin1')
  })
  socket.on('end', () => {
    if (fate === 'open') fate = 'closed'
  })
  socket.on('error', () => {
    if (fate === 'open') fate = 'reset'
  })
  socket.on('close', () => {
    if (fate === 'open') fate = 'closed'
  })
  const currentFate = (): Fate => fate
  const playing = play(socket, exchange.acts, id, () => bytes.length, options.adminPort)
  const methods = methodsOf(exchange)
  const startedAt = performance.now()
  let isTimedOut = false
  let parsed = parseAll('', methods, exchange, false)
  for (let doneAt = -1; currentFate() === 'open'; ) {
    await sleep(STEP_MS)
    const now = performance.now()
    parsed = parseAll(bytes, methods, exchange, false)
    const isDone = parsed.finals >= exchange.responses && parsed.isLastComplete
    if (isDone && doneAt < 0) doneAt = now
    if (!isDone) doneAt = -1
    const patience = parsed.saysClose ? CLOSE_GRACE_MS : options.settleMs
    if (doneAt >= 0 && now - doneAt > patience) break
    if (now - startedAt > options.timeoutMs) {
      isTimedOut = true
      break
    }
  }
  await Promise.race([playing, sleep(200)])
  parsed = parseAll(bytes, methods, exchange, currentFate() !== 'open')
  socket.destroy()
  return {
    responses: parsed.messages,
    rest: parsed.rest,
    fate: currentFate(),
    localPort,
    isTimedOut,
  }
}

async function connect(exchange: Exchange, options: ClientOptions): Promise<net.Socket | null> {
  const plain = await connectFrom(options.port)
  if (plain === null || exchange.tls === null) return plain
  const { credentials } = options
  const { serverName, alpn, withCertificate } = exchange.tls
  const secure = tls.connect({
    socket: plain,
    ca: credentials.ca,
    ...(withCertificate ? { key: credentials.key, cert: credentials.cert } : {}),
    ...(serverName === '' ? {} : { servername: serverName }),
    ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
    rejectUnauthorized: false,
  })
  plain.on('error', () => undefined) // the TLS socket shows it
  return new Promise((resolve) => {
    const fail = (): void => resolve(null)
    secure.once('error', fail)
    secure.once('secureConnect', () => {
      secure.off('error', fail)
      Object.defineProperty(secure, 'localPort', { value: plain.localPort })
      resolve(secure)
    })
  })
}

const FIRST_CLIENT_PORT = 33_000
const CLIENT_PORTS = 27_000
const MAX_TRIES = 50
let nextClientPort = process.pid % CLIENT_PORTS

/** Connected from a port that no other exchange of the run has, by which the log is told apart; null where it is refused. */
export async function connectFrom(port: number): Promise<net.Socket | null> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const localPort = FIRST_CLIENT_PORT + nextClientPort
    nextClientPort = (nextClientPort + 1) % CLIENT_PORTS
    const options = { port, host: '127.0.0.1', localPort, allowHalfOpen: true, noDelay: true }
    const socket = net.connect(options)
    const code = await new Promise<string>((resolve) => {
      socket.once('connect', () => resolve(''))
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    })
    if (code === '') return socket
    // Somebody else's port.
    if (code !== 'EADDRINUSE' && code !== 'EADDRNOTAVAIL') return null
  }
  return null
}

/** The methods in the order sent, as far as they can be told. */
function methodsOf(exchange: Exchange): readonly string[] {
  const text = exchange.acts.map((act) => (act.kind === 'send' ? act.bytes : '')).join('')
  return [...text.matchAll(/(?:^|\r\n|\n)([A-Z]+) [^\r\n ]+ HTTP\//g)].map(
    (match) => match[1] ?? '',
  )
}

interface Parsed {
  readonly messages: readonly SeenMessage[]
  readonly rest: string
  readonly finals: number
  readonly isLastComplete: boolean
  readonly saysClose: boolean
}

function parseAll(
  bytes: string,
  methods: readonly string[],
  exchange: Exchange,
  isClosed: boolean,
): Parsed {
  if (exchange.isRaw) {
    const isLastComplete = bytes.length >= exchange.responses
    return {
      messages: [],
      rest: bytes,
      finals: exchange.responses,
      isLastComplete,
      saysClose: false,
    }
  }
  const messages: SeenMessage[] = []
  let rest = bytes
  let finals = 0
  let saysClose = false
  for (;;) {
    const parsed = parseMessage(rest, 'response', methods[finals] ?? 'GET', isClosed)
    if (parsed === null) break
    messages.push(parsed.message)
    rest = rest.slice(parsed.size)
    const { start, fields, framing } = parsed.message
    if (!start.startsWith('1') || start === '101') finals++
    saysClose = /close/i.test(fieldValue(fields, 'connection') ?? '') || framing === 'close'
    if (!parsed.message.isComplete || framing === 'tunnel') break
  }
  return { messages, rest, finals, isLastComplete: messages.at(-1)?.isComplete ?? false, saysClose }
}

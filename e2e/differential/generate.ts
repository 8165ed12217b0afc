/** Draws requests from the words of a bootstrap: its paths, hosts, header names and values, and mutations of them. */
import {
  type ExchangeOptions,
  FIN,
  get,
  HCM,
  RESET,
  type RequestParts,
  response,
  script,
} from './build.ts'
import type { Act, Bootstrap, Exchange, Script } from './model.ts'
import { Random } from './random.ts'

/** What a configuration says about requests. */
interface Vocabulary {
  readonly paths: readonly string[]
  readonly hosts: readonly string[]
  readonly headers: readonly string[]
  readonly values: readonly string[]
  readonly queries: readonly string[]
}

const PER_BOOTSTRAP = 16
/** Requests whose outcome depends on their order, or on bytes before them, are not drawn. */
const NOT_GENERATED =
  /^(tcp|tls|http2|malformed|stats)\/|limits\/(stream|connection|request|headers|no-t|route)|retry\/timeouts|upstream\/(ring|maglev)|action\/mirrors|stranger\/(mirror|faults-and-limits)/

export function withGenerated(bootstrap: Bootstrap, seed: number): Bootstrap {
  const name = `${bootstrap.area}/${bootstrap.name}`
  const text = JSON.stringify(bootstrap.config)
  if (bootstrap.isSerial || NOT_GENERATED.test(name) || !text.includes(HCM)) return bootstrap
  const random = new Random(seed, name)
  const words = vocabularyOf(bootstrap.config)
  const tls = bootstrap.exchanges[0]?.tls ?? null
  const drawn = Array.from({ length: PER_BOOTSTRAP }, () => ({ ...draw(words, random), tls }))
  return { ...bootstrap, exchanges: [...bootstrap.exchanges, ...drawn] }
}

// -- vocabulary ------------------------------------------------------------------------

const PATH_KEYS = new Set([
  'prefix',
  'path',
  'path_separated_prefix',
  'path_template',
  'prefix_rewrite',
])
const VALUE_KEYS = new Set(['exact', 'prefix', 'suffix', 'contains', 'value', 'cluster'])

function vocabularyOf(config: unknown): Vocabulary {
  const paths = new Set(['/', '/a', '/a/b.c', '/none'])
  const hosts = new Set(['a.test', 'b.test:8080'])
  const headers = new Set(['x-a', 'accept', 'user-agent', 'cookie'])
  const values = new Set(['', '1', 'value', 'a,b', ' x '])
  const queries = new Set(['', 'q=1', 'a=1&b=2', 'a'])
  const visit = (value: unknown, key: string, parent: string): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one, key, parent)
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) visit(one, name, key)
    } else if (typeof value === 'string') {
      if (PATH_KEYS.has(key) && value.startsWith('/'))
        paths.add(value.replace(/\{(\w+)(=\*\*)?\}|\*+/g, '$1x'))
      if (key === 'regex')
        for (const word of sample(value)) (word.startsWith('/') ? paths : values).add(word)
      if (key === 'domains') hosts.add(value.replace('*', 'any'))
      if (/header_name|remove|host_rewrite_header|cluster_header/.test(key)) headers.add(value)
      if (key === 'name' && /headers$|^headers/.test(parent) && !value.startsWith(':'))
        headers.add(value)
      if (key === 'name' && parent === 'query_parameters') queries.add(`${value}=1`)
      if (key === 'key' && parent === 'header') headers.add(value)
      if (VALUE_KEYS.has(key) && !value.includes('%') && value.length < 40) values.add(value)
    }
  }
  visit(config, '', '')
  for (const value of values) if (value !== '' && !value.includes(' ')) queries.add(`a=${value}`)
  return {
    paths: [...paths],
    hosts: [...hosts],
    headers: [...headers],
    values: [...values],
    queries: [...queries],
  }
}

/** A few texts near a regular expression: its literal letters, with digits and words for classes. */
function sample(regex: string): readonly string[] {
  const text = regex
    .replace(/^\^|\$$/g, '')
    .replace(/\\d|\[0-9\]/g, '7')
    .replace(/\\w|\[a-z\]/g, 'w')
    .replace(/[()?|]/g, '')
    .replace(/\.\*/g, 'any')
    .replace(/[+*\\]/g, '')
  return [text, `${text}x`]
}

// -- requests --------------------------------------------------------------------------

const METHODS = [
  'GET',
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'PATCH',
]
const BODIES = ['', 'x', 'hello body', 'a'.repeat(3_000)]

function draw(words: Vocabulary, random: Random): Exchange {
  const method = random.pick(METHODS)
  const headers = drawHeaders(words, random)
  const hasBody = random.oneIn(method === 'GET' || method === 'HEAD' ? 12 : 2)
  const version = random.oneIn(20) ? '1.0' : undefined
  const parts: RequestParts = {
    method,
    path: drawPath(words, random),
    host: random.oneIn(3) ? random.pick(words.hosts) : 'a.test',
    headers,
    ...(version === undefined ? {} : { version }),
    ...(hasBody ? drawBody(random, headers) : {}),
  }
  const options: ExchangeOptions = random.oneIn(3) ? { script: drawScript(random) } : {}
  const exchange = get(parts.path ?? '/', parts, options)
  return {
    ...exchange,
    name: `drawn: ${exchange.name}${options.script === undefined ? '' : ` → ${describe(options.script)}`}`,
  }
}

function drawBody(random: Random, headers: [string, string][]): { readonly body: string } {
  const body = random.pick(BODIES)
  if (!random.oneIn(3)) return { body }
  headers.push(['transfer-encoding', 'chunked'])
  const chunk = body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`
  return { body: `${chunk}0\r\n${random.oneIn(3) ? 'x-trailer: t\r\n' : ''}\r\n` }
}

function drawPath(words: Vocabulary, random: Random): string {
  let path = random.pick(words.paths)
  switch (random.below(10)) {
    case 0:
      path = `${path}/`
      break
    case 1:
      path = `${path}/more/path`
      break
    case 2:
      path = path.toUpperCase()
      break
    case 3:
      path = `/${path}`
      break
    case 4:
      path = path.replace('/', '/%2e/')
      break
    case 5:
      path = `${path}x`
      break
    default:
      break
  }
  const query = random.oneIn(2) ? random.pick(words.queries) : ''
  const more = random.oneIn(4) ? `&${random.pick(words.queries)}` : ''
  return query === '' ? path : `${path}?${query}${more}`
}

function drawHeaders(words: Vocabulary, random: Random): [string, string][] {
  const headers: [string, string][] = []
  for (let count = random.below(4); count > 0; count--) {
    const name = random.pick(words.headers)
    headers.push([random.oneIn(4) ? name.toUpperCase() : name, random.pick(words.values)])
  }
  if (random.oneIn(8))
    headers.push(['connection', random.pick(['close', 'keep-alive', 'x-a', 'Close'])])
  if (random.oneIn(10))
    headers.push(['x-forwarded-for', random.pick(['1.2.3.4', '10.0.0.1, 8.8.8.8'])])
  if (random.oneIn(10)) headers.push(['x-forwarded-proto', random.pick(['http', 'https'])])
  if (random.oneIn(10))
    headers.push(['content-type', random.pick(['application/grpc', 'text/plain'])])
  return headers
}

const STATUSES = [200, 201, 204, 301, 304, 400, 404, 418, 429, 500, 502, 503, 504]

function drawScript(random: Random): Script {
  const good = response(200, [['x-n', 'last']])
  const one = (): string | readonly Act[] => {
    switch (random.below(8)) {
      case 0:
        return [RESET]
      case 1:
        return 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'
      case 2:
        return [{ kind: 'send', bytes: 'HTTP/1.1 200 OK\r\nx-a: 1\r\n\r\nuntil close' }, FIN]
      case 3:
        return response(200, [['connection', 'close']])
      default:
        return response(
          random.pick(STATUSES),
          random.oneIn(2)
            ? [
                ['x-up', '1'],
                ['server', 'origin'],
              ]
            : [],
        )
    }
  }
  return random.oneIn(2) ? script(one(), good) : script(one())
}

function describe(plan: Script): string {
  return plan.attempts
    .map((acts) =>
      acts
        .map((act) => (act.kind === 'send' ? (act.bytes.split('\r\n')[0] ?? '') : act.kind))
        .join('+'),
    )
    .join(' then ')
}

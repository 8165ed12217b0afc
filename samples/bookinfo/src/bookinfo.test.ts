/** The sample's services over real sockets: pages, errors in words, login, versions, time limits, headers passed on. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { detailsHandler } from './details.ts'
import { type ProductpageOptions, productpageHandler } from './productpage.ts'
import { ratingsHandler } from './ratings.ts'
import { type ReviewsOptions, reviewsHandler } from './reviews.ts'
import { call, closeConnections } from './shared/call.ts'
import { listen, sendJson } from './shared/http-service.ts'

const servers: Server[] = []
const seen: IncomingHttpHeaders[] = []
const NOWHERE = 'http://127.0.0.1:1'
let details = ''
let ratings = ''
let shop = ''

before(async () => {
  details = await serve(recorded(detailsHandler()))
  ratings = await serve(recorded(ratingsHandler()))
  shop = await shopWith({})
})

after(() => {
  closeConnections()
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

test('the page shows title, details and red stars', async () => {
  const body = await text(`${shop}/productpage`)
  assert.match(body, /<title>Simple Bookstore App<\/title>/)
  assert.match(body, /The Comedy of Errors/)
  assert.match(body, /Publisher:<\/dt><dd>PublisherA/)
  assert.match(body, /<font color="red"/)
  assert.equal(body.match(/glyphicon-star"/g)?.length, 9)
  assert.equal(body.match(/glyphicon-star-empty"/g)?.length, 1)
})

test('version 1 of reviews has no stars and calls nobody, version 2 has black ones', async () => {
  seen.length = 0
  const plain = await text(`${await shopWith({}, { version: 'v1' })}/productpage`)
  assert.doesNotMatch(plain, /glyphicon|<font/)
  assert.equal(seen.length, 1)
  const black = await text(`${await shopWith({}, { version: 'v2' })}/productpage`)
  assert.match(black, /<font color="black"/)
  assert.doesNotMatch(black, /color="red"/)
})

const BROKEN: readonly (readonly [string, Partial<ProductpageOptions>, RegExp])[] = [
  ['details', { details: NOWHERE }, /Error fetching product details!/],
  [
    'details',
    { details: NOWHERE },
    /Sorry, product details are currently unavailable for this book\./,
  ],
  ['reviews', { reviews: NOWHERE }, /Error fetching product reviews!/],
  [
    'reviews',
    { reviews: NOWHERE },
    /Sorry, product reviews are currently unavailable for this book\./,
  ],
]

for (const [name, options, pattern] of BROKEN) {
  test(`without ${name} the page still comes and says so: ${pattern.source}`, async () => {
    const answer = await fetch(`${await shopWith(options)}/productpage`)
    assert.equal(answer.status, 200)
    assert.match(await answer.text(), pattern)
  })
}

test('without ratings the reviews come, and say so', async () => {
  for (const broken of [NOWHERE, await serve((_, response) => sendJson(response, 500, {}))]) {
    const body = await text(`${await shopWith({}, { ratings: broken })}/productpage`)
    assert.match(body, /Ratings service is currently unavailable/)
    assert.match(body, /extremely entertaining play/)
    assert.doesNotMatch(body, /glyphicon/)
  }
})

test('an answer that does not come in time fails, reviews after two attempts', async () => {
  let calls = 0
  const silent = await serve((request) => {
    if (request.url?.startsWith('/reviews')) calls++
  })
  const slow = await shopWith({ reviews: silent, timeoutMs: 60 })
  const startedMs = performance.now()
  assert.match(await text(`${slow}/productpage`), /Error fetching product reviews!/)
  assert.ok(performance.now() - startedMs >= 115)
  assert.equal(calls, 2)
  const impatient = await shopWith({}, { ratings: silent, timeoutMs: 30 })
  assert.match(await text(`${impatient}/productpage`), /Ratings service is currently unavailable/)
})

test('reviews are asked a second time after an error, and the second answer counts', async () => {
  let calls = 0
  const flaky = await serve((_, response) =>
    sendJson(response, ++calls === 1 ? 500 : 200, {
      reviews: [{ reviewer: 'me', text: 'second try' }],
    }),
  )
  assert.match(await text(`${await shopWith({ reviews: flaky })}/productpage`), /second try/)
  assert.equal(calls, 2)
})

test('login by the form shows the user and tells the backends, logout ends it', async () => {
  const login = await post(`${shop}/login`, 'username=jason&passwd=')
  assert.equal(login.status, 302)
  assert.equal(login.headers.get('location'), '/productpage')
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  assert.match(cookie, /^session=/)
  seen.length = 0
  const body = await text(`${shop}/productpage`, { cookie: `a=b; ${cookie}; c=d` })
  assert.match(body, /<span class="user">jason<\/span>/)
  assert.deepEqual(
    seen.map((headers) => headers['end-user']),
    ['jason', 'jason'],
  )
  for (const method of ['GET', 'POST']) {
    const logout = await fetch(`${shop}/logout`, { method, redirect: 'manual' })
    assert.equal(logout.status, 302)
    assert.match(logout.headers.get('set-cookie') ?? '', /session=; Max-Age=0/)
  }
})

test('a user name that cannot be a header value is refused, and shown names are escaped', async () => {
  for (const name of ['', 'a b', 'a%0d%0ax', '%C3%A4', 'a'.repeat(65)])
    assert.equal((await post(`${shop}/login`, `username=${name}`)).status, 400, name)
  assert.equal((await post(`${shop}/login`, 'x'.repeat(70_000))).status, 400)
  const cookie = `session=${Buffer.from('<b>&"').toString('base64url')}`
  const body = await text(`${shop}/productpage`, { cookie })
  assert.match(body, /&#60;b&#62;&#38;&#34;/)
  const broken = await text(`${shop}/productpage`, { cookie: 'session=%%%; session' })
  assert.doesNotMatch(broken, /class="user"/)
})

test('trace headers reach every backend; cookies, unknown headers and a claimed end-user do not', async () => {
  seen.length = 0
  await text(`${shop}/productpage`, {
    'x-request-id': 'r-1',
    'x-b3-traceid': '80f198ee56343ba864fe8b2a57d3eff7',
    traceparent: 't-1',
    'user-agent': 'tester',
    cookie: 'visit=1',
    'end-user': 'jason',
    'x-other': 'no',
  })
  assert.equal(seen.length, 2)
  for (const headers of seen) {
    assert.equal(headers['x-request-id'], 'r-1')
    assert.equal(headers['x-b3-traceid'], '80f198ee56343ba864fe8b2a57d3eff7')
    assert.equal(headers['traceparent'], 't-1')
    assert.equal(headers['user-agent'], 'tester')
    assert.equal(headers.cookie, undefined)
    assert.equal(headers['end-user'], undefined)
    assert.equal(headers['x-other'], undefined)
  }
})

const ROUTES: readonly (readonly [string, number, RegExp])[] = [
  ['/', 302, /productpage/],
  ['/health', 200, /Product page is healthy/],
  ['/static/bookinfo.css', 200, /font/],
  ['/api/v1/products', 200, /^\[\{"id":0,"title":"The Comedy of Errors"/],
  ['/api/v1/products/0', 200, /PublisherA/],
  ['/api/v1/products/0/reviews', 200, /"color":"red"/],
  ['/api/v1/products/0/ratings', 200, /"Reviewer1":5/],
  ['/api/v1/products/x', 404, /not found/],
  ['/nowhere', 404, /not found/],
]

for (const [path, status, pattern] of ROUTES) {
  test(`GET ${path} of productpage answers ${status}`, async () => {
    const answer = await fetch(shop + path, { redirect: 'manual' })
    assert.equal(answer.status, status)
    assert.match(await answer.text(), pattern)
  })
}

test('the API passes on the status of a backend that fails', async () => {
  const teapot = await serve((_, response) => sendJson(response, 555, {}))
  const answer = await fetch(`${await shopWith({ details: teapot })}/api/v1/products/0`)
  assert.equal(answer.status, 555)
  assert.deepEqual(await answer.json(), {
    error: 'Sorry, product details are currently unavailable for this book.',
  })
})

test('an answer that is no JSON is as good as none', async () => {
  const page = await serve((_, response) => response.end('<html>'))
  const body = await text(`${await shopWith({ details: page, reviews: page })}/productpage`)
  assert.match(body, /Error fetching product details!/)
  assert.match(body, /Error fetching product reviews!/)
  const unrated = await text(`${await shopWith({}, { ratings: page })}/productpage`)
  assert.match(unrated, /Ratings service is currently unavailable/)
})

test('details and reviews answer as in Istio, and refuse ids that are no numbers', async () => {
  assert.equal((await fetch(`${details}/details/x`)).status, 400)
  assert.equal((await fetch(`${details}/other`)).status, 404)
  assert.match(await text(`${details}/health`), /Details is healthy/)
  const reviews = await serve(reviewsHandler({ version: 'v2', ratings }))
  assert.match(await text(`${reviews}/health`), /Reviews is healthy/)
  assert.match(await text(`${reviews}/reviews/0`), /"id":"0".*"stars":5,"color":"black"/)
  assert.equal((await fetch(`${reviews}/reviews/x`)).status, 404)
})

test('ratings can be posted, and what is no ratings is refused', async () => {
  const own = await serve(ratingsHandler())
  assert.match(await text(`${own}/health`), /Ratings is healthy/)
  assert.equal((await post(`${own}/ratings/7`, '{"Reviewer1":1}')).status, 200)
  assert.deepEqual(JSON.parse(await text(`${own}/ratings/7`)), { id: 7, ratings: { Reviewer1: 1 } })
  assert.match(await text(`${own}/ratings/0`), /"Reviewer2":4/)
  for (const body of ['', 'x', '[1]', '{"a":6}', '{"a":"5"}'])
    assert.equal((await post(`${own}/ratings/7`, body)).status, 400, body)
  assert.equal((await fetch(`${own}/ratings/x`)).status, 400)
})

test('a kept connection that was closed meanwhile costs a second attempt, not an error', async () => {
  const { server, port } = await listen({ host: '127.0.0.1', port: 0 }, (request, response) => {
    const isFirst = request.url === '/first'
    sendJson(response, 200, {})
    if (isFirst) request.socket.once('data', () => request.socket.destroy())
  })
  servers.push(server)
  const url = `http://127.0.0.1:${port}`
  assert.notEqual(await call(`${url}/first`, {}, 1000), 'unreachable')
  const second = await call(`${url}/second`, {}, 1000)
  assert.deepEqual(second, { status: 200, body: '{}' })
})

test('as programs: fast start, SERVICE_VERSION, http_proxy in absolute form, no proxy for no_proxy, prompt end', async () => {
  const asked: string[] = []
  const proxy = await serve((request, response) => {
    asked.push(`${request.url} ${request.headers.host}`)
    sendJson(response, 200, { ratings: { Reviewer1: 2, Reviewer2: 2 } })
  })
  const startedMs = performance.now()
  const { child, url } = await startProgram('reviews', {
    SERVICE_VERSION: 'v2',
    http_proxy: proxy,
    no_proxy: 'localhost,127.0.0.1',
  })
  const tookMs = performance.now() - startedMs
  try {
    assert.match(await text(`${url}/reviews/0`), /"stars":2,"color":"black"/)
    assert.deepEqual(asked, ['http://ratings:9080/ratings/0 ratings:9080'])
    assert.ok(tookMs < 3_000, `took ${Math.round(tookMs)} ms to start`)
  } finally {
    child.kill('SIGTERM')
  }
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
})

test('a port in use is one sentence and exit code 1, a bad port exit code 2', async () => {
  const taken = new URL(details).port
  for (const [port, exit, pattern] of [
    [taken, 1, /ratings: cannot listen: .*EADDRINUSE/],
    ['ninety', 2, /ratings: ninety is not a port/],
  ] as const) {
    const child = program('ratings', { PORT: port })
    let errors = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    const [code] = await once(child, 'close')
    assert.equal(code, exit)
    assert.match(errors, pattern)
  }
})

async function shopWith(
  options: Partial<ProductpageOptions>,
  reviewsOptions: Partial<ReviewsOptions> = {},
): Promise<string> {
  const reviews =
    options.reviews ?? (await serve(reviewsHandler({ version: 'v3', ratings, ...reviewsOptions })))
  return serve(productpageHandler({ details, ratings, ...options, reviews }))
}

function recorded(handler: RequestListener): RequestListener {
  return (request, response) => {
    seen.push(request.headers)
    handler(request, response)
  }
}

async function serve(handler: RequestListener): Promise<string> {
  const { server, port } = await listen({ host: '127.0.0.1', port: 0 }, handler)
  servers.push(server)
  return `http://127.0.0.1:${port}`
}

function program(name: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [new URL(`./${name}.ts`, import.meta.url).pathname], {
    env: { FLOTILLA_ADDR: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function startProgram(
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = program(name, { PORT: '0', ...env })
  const [line] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data') // stdio is a pipe
  const port = /listens on 127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]
  return { child, url: `http://127.0.0.1:${port}` }
}

async function text(url: string, headers: Record<string, string> = {}): Promise<string> {
  return (await fetch(url, { headers })).text()
}

function post(url: string, body: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
    redirect: 'manual',
  })
}

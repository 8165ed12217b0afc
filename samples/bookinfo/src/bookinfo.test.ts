/** The sample's services over real sockets: pages, errors, login, versions, headers passed on. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { routes as detailsRoutes } from './details.ts'
import { routes as productpageRoutes } from './productpage.ts'
import { routes as ratingsRoutes } from './ratings.ts'
import { routes as reviewsRoutes } from './reviews.ts'
import { type Route, sendJson, serve } from './shared/server.ts'

const servers: Server[] = []
const seen: IncomingHttpHeaders[] = []
let shop = ''

before(async () => {
  process.env['DETAILS_URL'] = await listen(recorded(detailsRoutes))
  process.env['RATINGS_URL'] = await listen(ratingsRoutes)
  process.env['REVIEWS_URL'] = await listen(reviewsRoutes('v3'))
  shop = await listen(productpageRoutes)
})

after(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

test('the page shows details and red stars', async () => {
  const body = await text('/productpage')
  assert.match(body, /The Comedy of Errors/)
  assert.match(body, /Publisher:<\/dt><dd>PublisherA/)
  assert.match(body, /<font color="red"><span class="glyphicon-star">★★★★★</)
})

test('version 1 of reviews has no stars, version 2 black ones', async () => {
  for (const [version, pattern] of [
    ['v1', /^((?!glyphicon).)*$/s],
    ['v2', /<font color="black">/],
  ] as const) {
    await withReviews(reviewsRoutes(version), async () =>
      assert.match(await text('/productpage'), pattern),
    )
  }
})

test('failing backends show as sentences, the page still comes', async () => {
  const broken: Route = {
    method: 'GET',
    path: '/reviews/:id',
    handle: (_request, response) => sendJson(response, 503, {}),
  }
  await withReviews([broken], async () => {
    const body = await text('/productpage')
    assert.match(body, /Error fetching product reviews!/)
    assert.match(body, /Sorry, product reviews are currently unavailable for this book\./)
    assert.match(body, /PublisherA/)
  })
  const ratings = process.env['RATINGS_URL']
  process.env['RATINGS_URL'] = 'http://127.0.0.1:1'
  assert.match(await text('/productpage'), /Ratings service is currently unavailable/)
  process.env['RATINGS_URL'] = ratings
})

test('reviews are asked a second time after an error', async () => {
  let calls = 0
  const flaky: Route = {
    method: 'GET',
    path: '/reviews/:id',
    handle: (_request, response) =>
      sendJson(response, ++calls === 1 ? 500 : 200, {
        reviews: [{ reviewer: 'me', text: 'second try' }],
      }),
  }
  await withReviews([flaky], async () => assert.match(await text('/productpage'), /second try/))
  assert.equal(calls, 2)
})

test('login sets a cookie, the user is shown and told to the services, logout ends it', async () => {
  const login = await fetch(`${shop}/login`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'jason', passwd: 'x' }),
    redirect: 'manual',
  })
  assert.equal(login.status, 302)
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  seen.length = 0
  const body = await text('/productpage', {
    cookie,
    'x-request-id': 'r-1',
    traceparent: 't-1',
    'x-other': 'no',
  })
  assert.match(body, /<span class="user">jason<\/span>/)
  assert.equal(seen[0]?.['end-user'], 'jason')
  assert.equal(seen[0]?.['x-request-id'], 'r-1')
  assert.equal(seen[0]?.['traceparent'], 't-1')
  assert.equal(seen[0]?.['x-other'], undefined)
  assert.equal(seen[0]?.cookie, undefined)
  const logout = await fetch(`${shop}/logout`, { redirect: 'manual' })
  assert.match(logout.headers.get('set-cookie') ?? '', /Max-Age=0/)
  const bad = await fetch(`${shop}/login`, {
    method: 'POST',
    body: new URLSearchParams({ username: '<script>' }),
    redirect: 'manual',
  })
  assert.equal(bad.status, 400)
})

for (const [path, status, pattern] of [
  ['/health', 200, /healthy/],
  ['/api/v1/products', 200, /Comedy/],
  ['/api/v1/products/0', 200, /PublisherA/],
  ['/api/v1/products/0/reviews', 200, /"color":"red"/],
  ['/api/v1/products/0/ratings', 200, /"Reviewer1":5/],
  ['/static/page.css', 200, /font-family/],
  ['/nowhere', 404, /not found/],
] as const) {
  test(`GET ${path} answers ${status}`, async () => {
    const answer = await fetch(`${shop}${path}`)
    assert.equal(answer.status, status)
    assert.match(await answer.text(), pattern)
  })
}

test('with http_proxy set the call goes there in absolute form', async () => {
  const proxy = serve([])
  const requests: string[] = []
  proxy.removeAllListeners('request')
  proxy.on('request', (request, response) => {
    requests.push(`${request.url} ${request.headers.host}`)
    sendJson(response, 200, { author: 'by proxy', publisher: 'proxied', reviews: [] })
  })
  process.env['http_proxy'] = await listenServer(proxy)
  const details = process.env['DETAILS_URL']
  process.env['DETAILS_URL'] = 'http://details:9080'
  assert.match(await text('/productpage'), /proxied/)
  assert.ok(requests.includes('http://details:9080/details/0 details:9080'), requests.join())
  process.env['DETAILS_URL'] = details
  delete process.env['http_proxy']
})

async function withReviews(routes: readonly Route[], check: () => Promise<void>): Promise<void> {
  const kept = process.env['REVIEWS_URL']
  process.env['REVIEWS_URL'] = await listen(routes)
  await check()
  process.env['REVIEWS_URL'] = kept
}

function recorded(routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => ({
    ...route,
    handle: (request, response, url) => {
      seen.push(request.headers)
      return route.handle(request, response, url)
    },
  }))
}

function listen(routes: readonly Route[]): Promise<string> {
  return listenServer(serve(routes))
}

async function listenServer(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // listening on TCP
}

async function text(path: string, headers: Record<string, string> = {}): Promise<string> {
  return (await fetch(`${shop}${path}`, { headers })).text()
}

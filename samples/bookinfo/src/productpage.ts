/** productpage: the page that people see, put together from details and reviews; login by form; a small API. */
import type { IncomingMessage } from 'node:http'
import { addressOf, type CallResult, call, forwardedHeaders, readText } from './shared/call.ts'
import { type Product, page, type Review } from './shared/page.ts'
import { idOf, type Route, sendJson, serve, start } from './shared/server.ts'
import { loginCookie, logoutCookie, userOf } from './shared/session.ts'

const DETAILS_TIMEOUT_MS = 3_000
const REVIEWS_TIMEOUT_MS = 3_000
const REVIEWS_ATTEMPTS = 2
const RATINGS_TIMEOUT_MS = 3_000

const PRODUCTS: readonly Product[] = [
  {
    id: 0,
    title: 'The Comedy of Errors',
    descriptionHtml:
      '<i>The Comedy of Errors</i> is one of the early plays of William Shakespeare, and the shortest: two pairs of twins, and a day of mistaken identity.',
  },
]

const CSS =
  'body{font-family:sans-serif;margin:2em auto;max-width:50em}header{display:flex;gap:1em;border-bottom:1px solid #ccc;padding-bottom:1em}dt{float:left;width:8em;font-weight:bold}'

const PRODUCT = '/api/v1/products/:id'
const PRODUCT_REVIEWS = '/api/v1/products/:id/reviews'
const PRODUCT_RATINGS = '/api/v1/products/:id/ratings'

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    handle: (_request, response) =>
      void response.writeHead(302, { location: '/productpage' }).end(),
  },
  {
    method: 'GET',
    path: '/health',
    handle: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/plain' }).end('Product page is healthy'),
  },
  {
    method: 'GET',
    path: '/static/page.css',
    handle: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'text/css' }).end(CSS),
  },
  {
    method: 'GET',
    path: '/productpage',
    handle: async (request, response) => {
      const product = PRODUCTS[0] as Product // there is one
      const headers = callHeaders(request)
      const [details, reviews] = await Promise.all([
        fetchDetails(product.id, headers),
        fetchReviews(product.id, headers),
      ])
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end(
        page({
          product,
          user: userOf(request),
          details: details.status === 200 ? (details.body as Record<string, unknown>) : null, // what our own service answers
          reviews: reviews.status === 200 ? (reviews.body as { reviews: Review[] }).reviews : null, // what our own service answers
        }),
      )
    },
  },
  {
    method: 'POST',
    path: '/login',
    handle: async (request, response) => {
      const form = new URLSearchParams(await readText(request))
      const cookie = loginCookie(form.get('username') ?? '')
      if (cookie === null)
        response
          .writeHead(400, { 'content-type': 'text/plain' })
          .end('a user name has letters, digits, . _ @ -')
      else response.writeHead(302, { location: '/productpage', 'set-cookie': cookie }).end()
    },
  },
  {
    method: 'GET',
    path: '/logout',
    handle: (_request, response) =>
      void response
        .writeHead(302, { location: '/productpage', 'set-cookie': logoutCookie() })
        .end(),
  },
  {
    method: 'GET',
    path: '/api/v1/products',
    handle: (_request, response) => sendJson(response, 200, PRODUCTS),
  },
  api(PRODUCT, fetchDetails),
  api(PRODUCT_REVIEWS, fetchReviews),
  api(PRODUCT_RATINGS, (id, headers) =>
    call(`${addressOf('ratings')}/ratings/${id}`, headers, RATINGS_TIMEOUT_MS),
  ),
]

/** A route of the API that answers with what a service says of a product. */
function api(
  path: string,
  fetch: (id: number, headers: Record<string, string>) => Promise<CallResult>,
): Route {
  return {
    method: 'GET',
    path,
    handle: async (request, response, url) => {
      const result = await fetch(idOf(path, url), callHeaders(request))
      if (result.status === 200) sendJson(response, 200, result.body)
      else
        sendJson(response, result.status === 0 ? 500 : result.status, {
          error: 'Sorry, this is currently unavailable for this book.',
        })
    },
  }
}

/** Trace headers go on, and who is logged in is told by `end-user`. */
function callHeaders(request: IncomingMessage): Record<string, string> {
  const headers = forwardedHeaders(request.headers)
  const user = userOf(request)
  return user === null ? headers : { ...headers, 'end-user': user }
}

function fetchDetails(id: number, headers: Record<string, string>): Promise<CallResult> {
  return call(`${addressOf('details')}/details/${id}`, headers, DETAILS_TIMEOUT_MS)
}

/** Reviews are asked for a second time when the first answer does not come or is an error. */
async function fetchReviews(id: number, headers: Record<string, string>): Promise<CallResult> {
  let result: CallResult = { status: 0, body: null }
  for (let attempt = 0; attempt < REVIEWS_ATTEMPTS && result.status !== 200; attempt++) {
    result = await call(`${addressOf('reviews')}/reviews/${id}`, headers, REVIEWS_TIMEOUT_MS)
  }
  return result
}

if (import.meta.main) start('productpage', serve(routes))

/** The product page: what users see, put together from details and reviews; login, and the same as JSON under /api/v1. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import process from 'node:process'
import { addressOf, call, forwardedHeaders } from './shared/call.ts'
import {
  pathOf,
  readBody,
  runService,
  send,
  sendJson,
  serviceFromEnv,
} from './shared/http-service.ts'
import { type Fetched, type Review, renderPage } from './shared/page.ts'
import { isUser, loginCookie, logoutCookie, userOf } from './shared/session.ts'

export interface ProductpageOptions {
  /** `http://host:port` of each backend. */
  readonly details: string
  readonly reviews: string
  readonly ratings: string
  /** Of each call. Default 3 s, as in Istio's application. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 3_000
/** Reviews are asked for twice: with a delay of 7 s in ratings the page is there, without reviews, after 6 s. */
const REVIEWS_ATTEMPTS = 2
const PRODUCT = {
  id: 0,
  title: 'The Comedy of Errors',
  descriptionHtml:
    '<a href="https://en.wikipedia.org/wiki/The_Comedy_of_Errors">Wikipedia Summary</a>: The Comedy of Errors is one of <b>William Shakespeare\'s</b> early plays. It is his shortest and one of his most farcical comedies, with a major part of the humour coming from slapstick and mistaken identity, in addition to puns and word play.',
} as const
const API = /^\/api\/v1\/products(?:\/(\d{1,9})(?:\/(reviews|ratings))?)?$/
const STYLE = readFileSync(new URL('../static/bookinfo.css', import.meta.url))

/** `/productpage`, `/login`, `/logout`, `/api/v1/products…`, `/static/bookinfo.css`, `/health`. */
export function productpageHandler(options: ProductpageOptions): RequestListener {
  const backends = new Backends(options)
  return (request, response) => {
    const path = pathOf(request)
    if (path === '/login' && request.method === 'POST') return void login(request, response)
    request.resume()
    if (path === '/' || path === '/index.html' || path === '/login') return toPage(response, {})
    if (path === '/logout') return toPage(response, { 'set-cookie': logoutCookie() })
    if (path === '/health') return send(response, 200, 'text/plain', 'Product page is healthy')
    if (path === '/static/bookinfo.css')
      return send(response, 200, 'text/css', STYLE, { 'cache-control': 'max-age=3600' })
    const headers = backendHeaders(request)
    if (path === '/productpage') return void page(backends, headers, response)
    const api = API.exec(path)
    if (api === null) return sendJson(response, 404, { error: 'not found' })
    return void answerApi(backends, headers, response, { id: api[1], kind: api[2] })
  }
}

/** Calls to the backends, each answering with a status and either a value or the sentence for the page. */
class Backends {
  private readonly options: ProductpageOptions
  private readonly timeoutMs: number

  constructor(options: ProductpageOptions) {
    this.options = options
    this.timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  }

  details(id: string, headers: Headers): Promise<Fetched<Record<string, string | number>>> {
    return this.fetch(`${this.options.details}/details/${id}`, headers, 'details', 1)
  }

  reviews(
    id: string,
    headers: Headers,
  ): Promise<Fetched<{ readonly reviews?: readonly Review[] }>> {
    return this.fetch(`${this.options.reviews}/reviews/${id}`, headers, 'reviews', REVIEWS_ATTEMPTS)
  }

  ratings(id: string, headers: Headers): Promise<Fetched<object>> {
    return this.fetch(`${this.options.ratings}/ratings/${id}`, headers, 'ratings', 1)
  }

  private async fetch<T>(
    url: string,
    headers: Headers,
    what: string,
    attempts: number,
  ): Promise<Fetched<T>> {
    let status = 500
    for (let attempt = 0; attempt < attempts; attempt++) {
      const reply = await call(url, headers, this.timeoutMs)
      if (typeof reply === 'string') continue
      status = reply.status
      const value = status === 200 ? parseObject(reply.body) : null
      if (value !== null) return { status: 200, value: value as T } // what our own services answer
      if (status === 200) status = 502
    }
    return { status, error: `Sorry, product ${what} are currently unavailable for this book.` }
  }
}

/** The object of an answer, or null where it is none. */
function parseObject(body: string): object | null {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' ? value : null
  } catch {
    return null // the page says that the answer is missing
  }
}

type Headers = Readonly<Record<string, string>>

function backendHeaders(request: IncomingMessage): Headers {
  const { 'end-user': _claimed, ...headers } = forwardedHeaders(request.headers)
  // Who the user is comes from the session alone: a client's own end-user header is not passed on.
  const user = userOf(request.headers.cookie)
  return user === null ? headers : { ...headers, 'end-user': user }
}

async function page(backends: Backends, headers: Headers, response: ServerResponse): Promise<void> {
  const id = String(PRODUCT.id)
  const [details, reviews] = await Promise.all([
    backends.details(id, headers),
    backends.reviews(id, headers),
  ])
  const html = renderPage({
    title: PRODUCT.title,
    descriptionHtml: PRODUCT.descriptionHtml,
    user: headers['end-user'] ?? null,
    details,
    reviews: 'value' in reviews ? { status: 200, value: reviews.value.reviews ?? [] } : reviews,
  })
  send(response, 200, 'text/html; charset=utf-8', html)
}

async function answerApi(
  backends: Backends,
  headers: Headers,
  response: ServerResponse,
  wanted: { readonly id: string | undefined; readonly kind: string | undefined },
): Promise<void> {
  if (wanted.id === undefined) return sendJson(response, 200, [PRODUCT])
  const fetched = await fetchKind(backends, headers, wanted.id, wanted.kind)
  const body = 'value' in fetched ? fetched.value : { error: fetched.error }
  return sendJson(response, fetched.status, body)
}

function fetchKind(
  backends: Backends,
  headers: Headers,
  id: string,
  kind: string | undefined,
): Promise<Fetched<object>> {
  if (kind === 'reviews') return backends.reviews(id, headers)
  return kind === 'ratings' ? backends.ratings(id, headers) : backends.details(id, headers)
}

async function login(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams((await readBody(request)) ?? '')
  const user = form.get('username') ?? ''
  if (!isUser(user))
    return send(response, 400, 'text/plain', 'a user name has 1 to 64 letters, digits or signs')
  return toPage(response, { 'set-cookie': loginCookie(user) })
}

function toPage(response: ServerResponse, headers: Headers): void {
  send(response, 302, 'text/plain', 'see /productpage', { location: '/productpage', ...headers })
}

if (import.meta.main)
  await runService(
    serviceFromEnv('productpage', process.env, process.argv.slice(2)),
    productpageHandler({
      details: addressOf('details', process.env),
      reviews: addressOf('reviews', process.env),
      ratings: addressOf('ratings', process.env),
    }),
  )

/** The reviews service in three versions: v1 shows no ratings, v2 black stars, v3 red ones. */
import type { RequestListener } from 'node:http'
import process from 'node:process'
import { addressOf, call, forwardedHeaders } from './shared/call.ts'
import { pathOf, runService, sendJson, serviceFromEnv } from './shared/http-service.ts'

type Rating = { readonly stars: number; readonly color: string } | { readonly error: string }

export interface ReviewsOptions {
  readonly version: string
  /** `http://host:port` of ratings. */
  readonly ratings: string
  /** Of the call to ratings. Default 10 s: longer than productpage waits, as in Istio's application. */
  readonly timeoutMs?: number
}

const PATH = /^\/reviews\/(\d{1,9})$/
const TIMEOUT_MS = 10_000
const UNAVAILABLE: Rating = { error: 'Ratings service is currently unavailable' }
const COLORS: Readonly<Record<string, string>> = { v2: 'black', v3: 'red' }
const REVIEWS = [
  {
    reviewer: 'Reviewer1',
    text: 'An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!',
  },
  {
    reviewer: 'Reviewer2',
    text: 'Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.',
  },
] as const

/** `GET /reviews/ID` and `GET /health`. */
export function reviewsHandler(options: ReviewsOptions): RequestListener {
  const color = COLORS[options.version]
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  return (request, response) => {
    request.resume()
    const path = pathOf(request)
    if (path === '/health') return sendJson(response, 200, { status: 'Reviews is healthy' })
    const id = PATH.exec(path)?.[1]
    if (id === undefined) return sendJson(response, 404, { error: 'not found' })
    if (color === undefined) return sendJson(response, 200, { id, reviews: REVIEWS })
    const url = `${options.ratings}/ratings/${id}`
    return void call(url, forwardedHeaders(request.headers), timeoutMs).then((reply) => {
      const stars = typeof reply === 'string' || reply.status !== 200 ? null : reply.body
      const reviews = REVIEWS.map((review) => ({
        ...review,
        rating: ratingOf(stars, review.reviewer, color),
      }))
      sendJson(response, 200, { id, reviews })
    })
  }
}

function ratingOf(body: string | null, reviewer: string, color: string): Rating {
  if (body === null) return UNAVAILABLE
  try {
    const stars: unknown = JSON.parse(body).ratings?.[reviewer]
    return typeof stars === 'number' ? { stars, color } : UNAVAILABLE
  } catch {
    return UNAVAILABLE // an answer that is no JSON is as good as none
  }
}

if (import.meta.main) {
  const service = serviceFromEnv('reviews', process.env, process.argv.slice(2))
  // 2500 makes the service the one of Istio's fault injection task that is cured of its bug.
  const override = Number(process.env['RATINGS_TIMEOUT_MS'])
  await runService(
    service,
    reviewsHandler({
      version: service.version,
      ratings: addressOf('ratings', process.env),
      ...(override > 0 ? { timeoutMs: override } : {}),
    }),
  )
}

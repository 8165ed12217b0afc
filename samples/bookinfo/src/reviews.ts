/** reviews: two opinions of a book. Version 1 shows no stars, version 2 black ones, version 3 red ones, as ratings gives them. */
import process from 'node:process'
import { addressOf, call, forwardedHeaders } from './shared/call.ts'
import { idOf, type Route, sendJson, serve, start } from './shared/server.ts'

const REVIEWS = '/reviews/:id'
const RATINGS_TIMEOUT_MS = 10_000
const COLORS: Readonly<Record<string, string>> = { v2: 'black', v3: 'red' }

const REVIEWS_TEXT = [
  {
    reviewer: 'Reviewer1',
    text: 'An extremely entertaining play by Shakespeare. The slapstick humour is refreshing!',
  },
  {
    reviewer: 'Reviewer2',
    text: 'Absolutely fun and entertaining. The play lacks thematic depth when compared to other plays by Shakespeare.',
  },
]

/** The routes of one version: `v1`, `v2` or `v3`. */
export function routes(version: string): readonly Route[] {
  const color = COLORS[version] ?? null
  return [
    {
      method: 'GET',
      path: '/health',
      handle: (_request, response) => sendJson(response, 200, { status: 'Reviews is healthy' }),
    },
    {
      method: 'GET',
      path: REVIEWS,
      handle: async (request, response, url) => {
        const id = idOf(REVIEWS, url)
        const ratings =
          color === null ? null : await starsFor(id, forwardedHeaders(request.headers))
        sendJson(response, 200, {
          id: String(id),
          podname: process.env['HOSTNAME'] ?? `reviews-${version}`,
          reviews: REVIEWS_TEXT.map((review) =>
            color === null
              ? review
              : { ...review, rating: rating(ratings, review.reviewer, color) },
          ),
        })
      },
    },
  ]
}

type Ratings = Readonly<Record<string, number>>

async function starsFor(id: number, headers: Record<string, string>): Promise<Ratings | null> {
  const { status, body } = await call(
    `${addressOf('ratings')}/ratings/${id}`,
    headers,
    RATINGS_TIMEOUT_MS,
  )
  return status === 200 ? (body as { ratings: Ratings }).ratings : null // what our own service answers
}

function rating(ratings: Ratings | null, reviewer: string, color: string): unknown {
  return ratings === null
    ? { error: 'Ratings service is currently unavailable' }
    : { stars: ratings[reviewer] ?? 0, color }
}

if (import.meta.main) start('reviews', serve(routes(process.env['SERVICE_VERSION'] ?? 'v1')))

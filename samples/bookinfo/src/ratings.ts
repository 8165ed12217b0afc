/** The ratings service: how many stars each reviewer gave. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import process from 'node:process'
import { pathOf, readBody, runService, sendJson, serviceFromEnv } from './shared/http-service.ts'

type Ratings = Readonly<Record<string, number>>

const PATH = /^\/ratings\/([^/]+)$/
const NUMERIC = /^\d{1,9}$/
const STANDARD: Ratings = { Reviewer1: 5, Reviewer2: 4 }
/** Ratings that were posted are kept for this many products. */
const MAX_PRODUCTS = 1000

/** `GET` and `POST /ratings/ID` and `GET /health`. Posted ratings last as long as the process. */
export function ratingsHandler(): RequestListener {
  const posted = new Map<number, Ratings>()
  return (request, response) => {
    const path = pathOf(request)
    if (path === '/health') {
      request.resume()
      return sendJson(response, 200, { status: 'Ratings is healthy' })
    }
    const id = PATH.exec(path)?.[1]
    if (id === undefined) return sendJson(response, 404, { error: 'not found' })
    if (!NUMERIC.test(id))
      return sendJson(response, 400, { error: 'please provide numeric product ID' })
    if (request.method === 'POST') return void take(request, response, posted, Number(id))
    request.resume()
    return sendJson(response, 200, {
      id: Number(id),
      ratings: posted.get(Number(id)) ?? STANDARD,
    })
  }
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  posted: Map<number, Ratings>,
  id: number,
): Promise<void> {
  const ratings = parseRatings(await readBody(request))
  if (ratings === null)
    return sendJson(response, 400, { error: 'please provide valid ratings JSON' })
  if (posted.size >= MAX_PRODUCTS && !posted.has(id))
    return sendJson(response, 507, { error: 'too many products are rated' })
  posted.set(id, ratings)
  return sendJson(response, 200, { id, ratings })
}

function parseRatings(body: string | null): Ratings | null {
  let value: unknown
  try {
    value = JSON.parse(body ?? '')
  } catch {
    return null // the reply says what is expected
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const entries = Object.entries(value)
  const isStars = (stars: unknown): boolean =>
    typeof stars === 'number' && Number.isInteger(stars) && stars >= 0 && stars <= 5
  return entries.every(([, stars]) => isStars(stars)) ? Object.fromEntries(entries) : null
}

if (import.meta.main)
  await runService(serviceFromEnv('ratings', process.env, process.argv.slice(2)), ratingsHandler())

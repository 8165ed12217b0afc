/** The details service: what is printed on the cover of a book. */
import type { RequestListener } from 'node:http'
import process from 'node:process'
import { pathOf, runService, sendJson, serviceFromEnv } from './shared/http-service.ts'

const PATH = /^\/details\/([^/]+)$/
const NUMERIC = /^\d{1,9}$/

/** `GET /details/ID` and `GET /health`. */
export function detailsHandler(): RequestListener {
  return (request, response) => {
    request.resume()
    const path = pathOf(request)
    if (path === '/health') return sendJson(response, 200, { status: 'Details is healthy' })
    const id = PATH.exec(path)?.[1]
    if (id === undefined) return sendJson(response, 404, { error: 'not found' })
    if (!NUMERIC.test(id))
      return sendJson(response, 400, { error: 'please provide numeric product id' })
    return sendJson(response, 200, bookOf(Number(id)))
  }
}

function bookOf(id: number): object {
  return {
    id,
    author: 'William Shakespeare',
    year: 1595,
    type: 'paperback',
    pages: 200,
    publisher: 'PublisherA',
    language: 'English',
    'ISBN-10': '1234567890',
    'ISBN-13': '123-1234567890',
  }
}

if (import.meta.main)
  await runService(serviceFromEnv('details', process.env, process.argv.slice(2)), detailsHandler())

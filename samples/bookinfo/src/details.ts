/** details: what is known of a book. */
import { idOf, type Route, sendJson, serve, start } from './shared/server.ts'

const DETAILS = '/details/:id'

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    handle: (_request, response) => sendJson(response, 200, { status: 'Details is healthy' }),
  },
  {
    method: 'GET',
    path: DETAILS,
    handle: (_request, response, url) =>
      sendJson(response, 200, {
        id: idOf(DETAILS, url),
        author: 'William Shakespeare',
        year: 1595,
        type: 'paperback',
        pages: 200,
        publisher: 'PublisherA',
        language: 'English',
        'ISBN-10': '1234567890',
        'ISBN-13': '123-1234567890',
      }),
  },
]

if (import.meta.main) start('details', serve(routes))

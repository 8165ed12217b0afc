/** ratings: how many stars each reviewer gave. */
import { idOf, type Route, sendJson, serve, start } from './shared/server.ts'

const RATINGS = '/ratings/:id'

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    handle: (_request, response) => sendJson(response, 200, { status: 'Ratings is healthy' }),
  },
  {
    method: 'GET',
    path: RATINGS,
    handle: (_request, response, url) =>
      sendJson(response, 200, { id: idOf(RATINGS, url), ratings: { Reviewer1: 5, Reviewer2: 4 } }),
  },
]

if (import.meta.main) start('ratings', serve(routes))

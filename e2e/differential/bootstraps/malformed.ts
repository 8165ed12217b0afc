/** Malformed and odd requests, those of the smuggling tests, under the options that change how HTTP/1 is read. */
import { VECTORS } from '../../smuggling/vectors.ts'
import { define, raw, routes, simple } from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const ROUTES: Json = routes({ match: { prefix: '/' }, route: { cluster: 'c0' } })

/** One after the other at their origin: some reach it without an id. */
const EXCHANGES: readonly Exchange[] = VECTORS.map(({ name, bytes }) => raw(name, [bytes]))

export const MALFORMED: readonly Bootstrap[] = [
  define('malformed', 'defaults', simple(ROUTES), EXCHANGES),
  define(
    'malformed',
    'http10-and-trailers',
    simple(ROUTES, { http_protocol_options: { accept_http_10: true, enable_trailers: true } }),
    EXCHANGES,
  ),
]

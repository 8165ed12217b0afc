/** Reads bookinfo's pages as a person would: which stars, which errors. */
import { fetchOnce } from './http.ts'

export type Stars = 'none' | 'black' | 'red' | 'ratings error' | 'reviews error'

export interface Page {
  readonly status: number
  readonly stars: Stars
  readonly detailsError: boolean
  readonly ms: number
  readonly body: string
}

/** Loads the product page, as a user logged in by the form when one is named. */
export async function productPage(
  url: string,
  user: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const cookie = user === null ? {} : { cookie: await login(url, user) }
  const answer = await fetchOnce(`${url}/productpage`, { headers: { ...headers, ...cookie } })
  return {
    status: answer.status,
    stars: starsOf(answer.body),
    detailsError: answer.body.includes('Error fetching product details'),
    ms: answer.ms,
    body: answer.body,
  }
}

/** Logs in by the form and returns the session cookie. */
export async function login(url: string, user: string): Promise<string> {
  const answer = await fetchOnce(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `username=${user}&passwd=`,
  })
  const cookie = (answer.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  if (cookie === '') throw new Error(`login of ${user} gave no cookie (status ${answer.status})`)
  return cookie
}

/** Loads the page `count` times, one after the other, and counts what the reviews look like. */
export async function countStars(
  url: string,
  count: number,
  user: string | null = null,
): Promise<Record<Stars, number>> {
  const counts: Record<Stars, number> = {
    none: 0,
    black: 0,
    red: 0,
    'ratings error': 0,
    'reviews error': 0,
  }
  for (let i = 0; i < count; i++) counts[(await productPage(url, user)).stars]++
  return counts
}

function starsOf(body: string): Stars {
  if (body.includes('Error fetching product reviews')) return 'reviews error'
  if (body.includes('Ratings service is currently unavailable')) return 'ratings error'
  if (/color="?red|color:\s*red/.test(body)) return 'red'
  return /glyphicon-star|&#9733;|★/.test(body) ? 'black' : 'none'
}

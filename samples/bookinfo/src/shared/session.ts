/** The sample's login: a cookie that names the user. There is no password: it is a sample. */
import type { IncomingMessage } from 'node:http'

const COOKIE = 'session'
const USER = /^[A-Za-z0-9._@-]{1,64}$/

/** The user that a request is from, or null. */
export function userOf(request: IncomingMessage): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=')
    if (name !== COOKIE) continue
    const user = Buffer.from(value, 'base64url').toString('utf8')
    return USER.test(user) ? user : null
  }
  return null
}

/** `set-cookie` for a login, or null for a name that is no user name. */
export function loginCookie(user: string): string | null {
  if (!USER.test(user)) return null
  return `${COOKIE}=${Buffer.from(user).toString('base64url')}; Path=/; HttpOnly; SameSite=Lax`
}

export function logoutCookie(): string {
  return `${COOKIE}=; Path=/; Max-Age=0`
}

/** The session cookie: who is logged in. Anybody may log in as anybody, so there is nothing to sign. */

const COOKIE = 'session'
/** A user name becomes the value of a header: visible ASCII, no more than a name needs. */
const USER = /^[\x21-\x7e]{1,64}$/

/** The user of a `cookie` header, or null. */
export function userOf(cookieHeader: string | undefined): string | null {
  for (const pair of (cookieHeader ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=', 2)
    if (name !== COOKIE) continue
    const user = Buffer.from(value, 'base64url').toString('utf8')
    if (isUser(user)) return user
  }
  return null
}

export function isUser(text: string): boolean {
  return USER.test(text)
}

/** The `set-cookie` value that logs in. */
export function loginCookie(user: string): string {
  return `${COOKIE}=${Buffer.from(user, 'utf8').toString('base64url')}; HttpOnly; Path=/; SameSite=Lax`
}

/** The `set-cookie` value that logs out. */
export function logoutCookie(): string {
  return `${COOKIE}=; Max-Age=0; HttpOnly; Path=/; SameSite=Lax`
}

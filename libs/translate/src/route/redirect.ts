/** Redirects and direct responses of a rule (spec pilot-galley 2.5). */

import {
  DataSource,
  DirectResponseAction,
  RedirectAction,
  RedirectActionRedirectResponseCode,
} from '@flotilla/proto'
import type { DirectResponse, Redirect } from '../spec-types.ts'

const CODES: ReadonlyMap<number, RedirectActionRedirectResponseCode> = new Map([
  [301, RedirectActionRedirectResponseCode.MOVED_PERMANENTLY],
  [302, RedirectActionRedirectResponseCode.FOUND],
  [303, RedirectActionRedirectResponseCode.SEE_OTHER],
  [307, RedirectActionRedirectResponseCode.TEMPORARY_REDIRECT],
  [308, RedirectActionRedirectResponseCode.PERMANENT_REDIRECT],
])

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443 }

/** @param port of the listener. null: a code that has no effect */
export function redirectAction(redirect: Redirect, port: number): RedirectAction | null {
  const responseCode = CODES.get(redirect.redirectCode ?? 301)
  if (responseCode === undefined) return null
  const scheme = redirect.scheme ?? null
  return RedirectAction.create({
    responseCode,
    schemeRedirect: scheme,
    hostRedirect: redirect.authority ?? '',
    portRedirect: redirectPort(redirect, port, scheme),
    pathRedirect: redirect.uri ?? null,
    prefixRewrite: redirect.prefixRewrite ?? null,
  })
}

/** 0 where no port is to be written: none is asked for, or it is the default of the scheme. */
function redirectPort(redirect: Redirect, listenPort: number, scheme: string | null): number {
  const port = redirect.derivePort === 'FROM_REQUEST_PORT' ? listenPort : (redirect.port ?? 0)
  return scheme !== null && DEFAULT_PORTS[scheme] === port ? 0 : port
}

export function directResponse(response: DirectResponse): DirectResponseAction {
  const { body } = response
  return DirectResponseAction.create({
    status: response.status ?? 0,
    body:
      body === undefined
        ? null
        : body.bytes === undefined
          ? DataSource.create({ inlineString: body.string ?? '' })
          : DataSource.create({ inlineBytes: Buffer.from(body.bytes, 'base64') }),
  })
}

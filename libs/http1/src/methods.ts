/** The methods that Envoy's parser knows; others are refused unless configured otherwise. */

/** RFC 9110 §9, RFC 5789, WebDAV (RFC 3253, 4918, 5323, 5842), CalDAV, UPnP and those of caches, QUERY. */
export const METHODS: ReadonlySet<string> = new Set(
  (
    'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH ' +
    'ACL BIND CHECKOUT COPY LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE MSEARCH NOTIFY PROPFIND PROPPATCH ' +
    'PURGE QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE'
  ).split(' '),
)

/** The two that nearly all requests have cost no lookup. */
export function isKnownMethod(method: string): boolean {
  return method === 'GET' || method === 'POST' || METHODS.has(method)
}

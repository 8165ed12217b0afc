/** First bytes of a connection to TLS (SNI, ALPN), HTTP/1, HTTP/2 or opaque. */
export { sniffHttp } from './http.ts'
export { sniff } from './sniff.ts'
export type { Sniffed } from './sniffed.ts'
export { sniffTls } from './tls.ts'

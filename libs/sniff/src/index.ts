/** First bytes of a connection to TLS (SNI, ALPN), HTTP/1, HTTP/2 or opaque. */
export {}

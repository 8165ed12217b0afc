/** Listeners, connections, TLS contexts, pools, original destinations and graceful drain. */
export {}

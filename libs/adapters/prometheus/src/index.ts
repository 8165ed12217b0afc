/** Exposes metric instances for scraping. */
export {}

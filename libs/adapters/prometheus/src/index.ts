/** Exposes metric instances for scraping. */
export { prometheus } from './prometheus.ts'

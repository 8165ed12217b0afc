/** Sends spans to Zipkin. */
export { zipkin } from './zipkin.ts'

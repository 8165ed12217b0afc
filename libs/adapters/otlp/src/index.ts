/** Sends spans by OTLP over HTTP. */
export { otlp } from './otlp.ts'

/** Sends log entries to fluentd, with acknowledgement. */
export { fluentd } from './fluentd.ts'

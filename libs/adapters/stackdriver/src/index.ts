/** Sends metrics, log entries, spans and edges to Google Cloud. */
export { stackdriver } from './stackdriver.ts'

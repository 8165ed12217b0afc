/** Sends metrics to AppOptics and log entries to Papertrail. */
export { solarwinds } from './solarwinds.ts'

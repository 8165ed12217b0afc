/** Sends metrics and log entries to Amazon CloudWatch. */
export { cloudwatch } from './cloudwatch.ts'

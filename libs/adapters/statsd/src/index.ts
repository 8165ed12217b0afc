/** Sends metrics to statsd over UDP. */
export { statsd } from './statsd.ts'

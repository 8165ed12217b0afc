/** Sends metrics with tags to DogStatsD over UDP. */
export { dogstatsd } from './dogstatsd.ts'

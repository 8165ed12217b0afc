/** Rate limits counted in Redis, shared by all replicas of mixer. */
export { redisquota } from './redisquota.ts'

/** Clock interface, deadlines, durations, jittered backoff and one coarse timer wheel. */
export { Backoff, type BackoffOptions } from './backoff.ts'
export { type Clock, holdTime, releaseTime, sleep, systemClock, type Timer } from './clock.ts'
export { formatGoDuration, parseGoDurationNs, parseProtoDurationNs } from './duration.ts'
export { FakeClock } from './fake-clock.ts'
export { TimerWheel, WheelTimer } from './timer-wheel.ts'
